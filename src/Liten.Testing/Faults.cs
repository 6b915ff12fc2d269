namespace Liten.Testing;

/// <summary>
/// Which faults may strike in a schedule. Each is a deviation as any other: tried, replayed and shrunk.
/// </summary>
/// <remarks>For the code of the schedule, on its one thread.</remarks>
public sealed class Faults
{
    private readonly WorldFaults _faults;

    internal Faults(WorldFaults faults) => _faults = faults;

    /// <summary>Between two steps, any task but the body's own may be aborted.</summary>
    /// <param name="atMost">How many in one schedule.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is less than 1.</exception>
    public void AbortAnyTask(int atMost = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _faults.AllowAborts(atMost);
    }

    /// <summary>Where code asks <see cref="Fault.Here"/> by this name, the answer may be true.</summary>
    /// <param name="name">The name.</param>
    /// <param name="atMost">How often in one schedule.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is less than 1.</exception>
    public void Allow(string name, int atMost = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        _faults.AllowNamed(name, atMost);
    }

    /// <summary>Between two steps, the source may be cancelled.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public void Cancel(CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _faults.AllowCancel(source);
    }
}
