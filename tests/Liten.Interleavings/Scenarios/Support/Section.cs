namespace Liten.Interleavings;

/// <summary>A critical section that tells when two are in it.</summary>
internal sealed class Section
{
    private bool _taken;
    private readonly int[] _word = new int[1];

    /// <summary>Passes through, with a scheduling point inside.</summary>
    public void Visit()
    {
        Enter();
        _ = Volatile.Read(ref _word[0]);
        _taken = false;
    }

    public void Enter()
    {
        if (_taken)
        {
            Actor.Current?.Execution.Fail("two are inside at the same time");
        }

        _taken = true;
    }
}
