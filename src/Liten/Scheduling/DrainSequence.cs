namespace Liten;

/// <summary>
/// Waits until a runtime that takes nothing from outside has nothing left to do: see README.md beside this file.
/// </summary>
internal sealed class DrainSequence(TaskHost host, RuntimeScheduler scheduler, Clock clock)
{
    /// <summary>Nanoseconds between two looks whether all has ended.</summary>
    private const long LookInterval = 5_000_000;

    private readonly Parker _permit = new();

    /// <summary>
    /// Whether nothing lives and nothing runs. In this order: a worker that has ended the last task is awake until its
    /// handle is complete.
    /// </summary>
    private bool IsDrained
        => Completed >= Spawned && !host.IsEndingOutside && !host.Outlived.HasOpen && scheduler.IsQuiet;

    /// <summary>To be read before <see cref="Spawned"/>: then what ends in between counts as alive.</summary>
    private long Completed => host.CompletedOutside + scheduler.Workers.Sum(static worker => worker.Counters.Completed);

    private long Spawned => host.SpawnedOutside + scheduler.Workers.Sum(static worker => worker.Counters.Spawned);

    /// <summary>Waits. After the end of the intake.</summary>
    /// <param name="nanoseconds">The limit, or <see cref="Nanoseconds.Forever"/>.</param>
    public DrainReport Run(long nanoseconds)
    {
        long completedBefore = Completed;
        long deadline = Nanoseconds.After(clock.Nanoseconds, nanoseconds);
        while (!IsDrained && !host.IsClosing && clock.Nanoseconds < deadline)
        {
            long pause = Math.Min(LookInterval, Nanoseconds.Until(deadline, clock));
            scheduler.Unwind(_permit, pause, () => host.IsClosing);
        }

        return new DrainReport(Completed - completedBefore, ReportLeft());
    }

    private ShutdownReport ReportLeft()
        => IsDrained ? new ShutdownReport([], [], []) : ShutdownSequence.ReportLiving(host, scheduler);
}
