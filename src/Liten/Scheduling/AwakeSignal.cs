namespace Liten;

/// <summary>On what a thread sleeps that has nothing to do while no worker is awake.</summary>
/// <remarks>
/// The worker counts itself as awake, executes a full fence and looks at the flag. The sleeper sets the flag, by a full
/// fence, and looks whether a worker is awake. So one of the two sees the other.
/// <code>
/// field    written by                read by    under
/// _sleeps  the sleeper, who wakes it  the same  RMW; the first look: acquire
/// </code>
/// </remarks>
internal sealed class AwakeSignal
{
    private readonly Parker _parker = new();
    private AtomicFlag _sleeps;

    /// <summary>A worker has left its sleep.</summary>
    public void WorkerAwoke()
    {
        if (_sleeps.IsSet && _sleeps.TryClear())
        {
            _parker.Unpark();
        }
    }

    /// <summary>Ends the sleep of the thread, or its next one.</summary>
    public void Wake() => _parker.Unpark();

    /// <summary>For the one thread that sleeps here: until it is woken, or the time is over.</summary>
    public void Sleep(long nanoseconds) => _parker.ParkFor(nanoseconds);

    /// <summary>For the one thread that sleeps here: until it is woken or a worker is awake.</summary>
    public void SleepUntilAwake(RuntimeScheduler scheduler)
    {
        _sleeps.TrySet();
        if (!scheduler.IsAwake)
        {
            _parker.Park();
        }

        _sleeps.TryClear();
    }
}
