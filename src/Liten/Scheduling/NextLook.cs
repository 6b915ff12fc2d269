namespace Liten;

/// <summary>When a shutdown lists the living tasks again: a list takes as long as they are many.</summary>
/// <remarks>
/// It is due when as many tasks have ended as the last list named. Before that, one of those still lives.
/// <code>
/// field        written by     read by
/// _ends        who ends       the shutdown
/// _dueAt       the shutdown   who ends, the shutdown
/// </code>
/// </remarks>
internal sealed class NextLook
{
    private AtomicCounter _ends;
    private AtomicCounter _dueAt;

    /// <summary>Comes when the look is due.</summary>
    public Parker Permit { get; } = new();

    /// <summary>How many tasks have ended; to be read before the living ones are listed.</summary>
    public long Ends => _ends.Value;

    public bool IsDue => _ends.Value >= _dueAt.Value;

    /// <summary>A task has ended, after it has left the living ones.</summary>
    public void CountEnd()
    {
        // One that still sees the plan before, which was due, grants a permit as well.
        if (_ends.Add(1) >= _dueAt.Value)
        {
            Permit.Unpark();
        }
    }

    /// <summary>Waits for the end of all that were listed, or, where none was, for any end.</summary>
    /// <param name="endsBefore"><see cref="Ends"/> before they were listed.</param>
    /// <param name="living">How many were listed.</param>
    public void Plan(long endsBefore, int living) => _dueAt.Add(endsBefore + living - _dueAt.Value);
}
