namespace Liten;

/// <summary>How a runtime ends; the numbered steps are those of README.md beside this file.</summary>
internal sealed class ShutdownSequence(
    TaskHost host, RuntimeScheduler scheduler, TimerDriver timers, BlockingPool blocking, long abandonAfter)
{
    /// <summary>Nanoseconds between two looks whether only foreign things are waited for.</summary>
    private const long LookInterval = 5_000_000;

    private readonly Clock _clock = timers.Clock;
    private readonly NextLook _nextLook = new();

    /// <summary>Whether nothing goes on by itself at the moment.</summary>
    private bool IsQuiet => scheduler.IsQuiet && timers.Sleeps.Count == 0 && !host.IsEndingOutside;

    /// <summary>What lives at the moment, for a caller that does not wait for the end.</summary>
    public static ShutdownReport ReportLiving(TaskHost host, RuntimeScheduler scheduler)
    {
        List<JoinHandle> living = host.LiveTasks();
        return new ShutdownReport(
            [.. living.Where(static task => !task.IsBlockingJob).Select(static task => task.Describe())],
            [.. living.Where(static task => task.IsBlockingJob).Select(static task => task.Describe())],
            scheduler.BusyThreads);
    }

    /// <summary>Shuts the runtime down. Called once.</summary>
    /// <param name="nanoseconds">The limit, or <see cref="Nanoseconds.Forever"/>.</param>
    public ShutdownReport Run(long nanoseconds)
    {
        try
        {
            return RunSteps(Nanoseconds.After(_clock.Nanoseconds, nanoseconds));
        }
        catch
        {
            // Nothing waits any more for a runtime whose end has failed.
            scheduler.Stop(0);
            blocking.Close();
            timers.Close();
            throw;
        }
    }

    private ShutdownReport RunSteps(long deadline)
    {
        host.TaskEndedWhileClosing = _nextLook.CountEnd;

        // Step 1. A full fence: pairs with the read of IsClosing after the hand-over in SpawnedTask.Start and
        // BlockingJob.Start, and with the one in TaskCore.NoteOutlived.
        host.Close();

        // Steps 2 and 3.
        blocking.Close();
        foreach (JoinHandle task in host.LiveTasks())
        {
            task.Abort();
        }

        host.Outlived.FindOpen().ForEach(static task => task.AbortOpenCalls());

        // Steps 4 and 5.
        (TaskInfo[] abandoned, TaskInfo[] unfinished) = GiveUp(WaitForTheLiving(deadline));

        // Steps 6 and 7. A thread whose user code does not return is not waited for. One that only has to end is.
        long patience = Nanoseconds.Until(deadline, _clock);
        bool hasStopped = scheduler.Stop(
            abandoned.Length == 0 || scheduler.IsQuiet ? patience : Math.Min(LookInterval, patience));
        blocking.JoinThreads(unfinished.Length == 0 ? Nanoseconds.Until(deadline, _clock) : 0);
        timers.Close();

        // Step 8. Nothing that could end them runs any more.
        List<JoinHandle> late = host.LiveTasks();
        late.ForEach(static task => task.Abort());
        IEnumerable<TaskInfo> outlived = host.Outlived.FindOpen().ConvertAll(static task => task.Describe());
        return new ShutdownReport(
            [.. abandoned.Concat(GiveUp(late).Abandoned).Union(outlived)],
            unfinished,
            hasStopped ? [] : scheduler.BusyThreads);
    }

    /// <summary>
    /// Waits until nothing lives, the time is over, or what lives waits only for foreign things that do not end.
    /// </summary>
    private List<JoinHandle> WaitForTheLiving(long deadline)
    {
        long quietSince = Nanoseconds.Forever;
        while (true)
        {
            bool quiet = false;
            if (IsQuiet || _nextLook.IsDue || _clock.Nanoseconds >= deadline)
            {
                long ends = _nextLook.Ends;
                List<JoinHandle> living = host.LiveTasks();
                long now = _clock.Nanoseconds;
                if (now >= deadline || (living.Count == 0 && !host.IsEndingOutside && !host.Outlived.HasOpen))
                {
                    return living;
                }

                quiet = IsQuiet && !living.Exists(static task => task.IsBlockingJob);
                quietSince = Math.Min(quietSince, now);
                if (quiet && now - quietSince >= abandonAfter)
                {
                    return living;
                }

                _nextLook.Plan(ends, living.Count);
            }

            quietSince = quiet ? quietSince : Nanoseconds.Forever;
            scheduler.Unwind(_nextLook.Permit, Math.Min(LookInterval, Nanoseconds.Until(deadline, _clock)));
        }
    }

    /// <summary>Completes the handles of the tasks that are given up, and names what is left.</summary>
    private static (TaskInfo[] Abandoned, TaskInfo[] Unfinished) GiveUp(List<JoinHandle> living)
    {
        var abandoned = new List<TaskInfo>();
        var unfinished = new List<TaskInfo>();
        foreach (JoinHandle task in living)
        {
            if (task.IsBlockingJob)
            {
                unfinished.Add(task.Describe());
            }
            else if (task.GiveUp())
            {
                abandoned.Add(task.Describe());
            }
        }

        return ([.. abandoned], [.. unfinished]);
    }
}
