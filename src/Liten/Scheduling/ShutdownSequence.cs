namespace Liten;

/// <summary>How a runtime ends; the numbered steps are those of README.md beside this file.</summary>
internal sealed class ShutdownSequence(
    TaskHost host, RuntimeScheduler scheduler, TimerDriver timers, BlockingPool blocking, long abandonAfter)
{
    /// <summary>Nanoseconds between two looks whether only foreign things are waited for.</summary>
    private const long LookInterval = 5_000_000;

    /// <summary>
    /// The part of a limited time that is kept for those that wait for tasks which are given up (arbitrary).
    /// </summary>
    private const long ShareOfOwners = 8;

    /// <summary>The part of a limited time that the hooks leave to the tasks (arbitrary).</summary>
    private const long ShareOfTasks = 4;

    /// <summary>More than that is not needed to unwind (arbitrary).</summary>
    private const long MostForOwners = 100_000_000;

    private readonly Clock _clock = timers.Clock;
    private readonly NextLook _nextLook = new();
    private readonly LivingTasks _living = new(host, scheduler);
    private readonly List<UnfinishedTask> _abandoned = [];

    /// <summary>Whether nothing goes on by itself at the moment.</summary>
    private bool IsQuiet => scheduler.IsQuiet && timers.Sleeps.Count == 0 && !host.IsEndingOutside;

    /// <summary>What lives at the moment, for a caller that does not wait for the end.</summary>
    public static ShutdownReport ReportLiving(TaskHost host, RuntimeScheduler scheduler)
    {
        var living = new LivingTasks(host, scheduler);
        List<JoinHandle> tasks = host.LiveTasks();
        return new ShutdownReport(
            [.. tasks.Where(static task => !task.IsBlockingJob).Select(task => living.Explain(task, null))],
            [.. tasks.Where(static task => task.IsBlockingJob).Select(task => living.Explain(task, null))],
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
        // Step 0.
        var hooks = new ShutdownHooks(host, scheduler, _clock);
        hooks.Run(Before(deadline, ShareOfTasks, abandonAfter));
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
        UnfinishedTask[] unfinished = UnwindAndGiveUp(deadline);
        hooks.TellOfLate();

        // Steps 6 and 7. A thread whose user code does not return is not waited for. One that only has to end is.
        long patience = Nanoseconds.Until(deadline, _clock);
        bool hasStopped = scheduler.Stop(
            _abandoned.Count == 0 || scheduler.IsQuiet ? patience : Math.Min(LookInterval, patience));
        blocking.JoinThreads(unfinished.Length == 0 ? Nanoseconds.Until(deadline, _clock) : 0);
        timers.Close();

        // Step 8. Nothing that could end them runs any more.
        List<JoinHandle> late = _living.Find();
        late.ForEach(static task => task.Abort());
        GiveUp(late);
        return new ShutdownReport(
            [.. _abandoned, .. FindOutlived()], unfinished, hasStopped ? [] : scheduler.BusyThreads);
    }

    /// <summary>Steps 4 and 5.</summary>
    /// <returns>The blocking jobs that are left.</returns>
    private UnfinishedTask[] UnwindAndGiveUp(long deadline)
    {
        // A little before the end, those are given up for which others wait, so that these still have some time.
        long first = Before(deadline, ShareOfOwners, MostForOwners);
        bool isOver = WaitForTheLiving(first, out List<JoinHandle> living);
        while (living.Count > 0)
        {
            if (_clock.Nanoseconds < deadline && _living.TakeObstacles(living) is { } obstacles)
            {
                // Their handles complete, and those that wait for them go on.
                GiveUp(obstacles);
            }
            else if (isOver || _clock.Nanoseconds >= deadline)
            {
                GiveUp(living);
                return [.. living.Where(static task => task.IsBlockingJob).Select(Explain)];
            }

            isOver = WaitForTheLiving(deadline, out living);
        }

        return [];
    }

    /// <summary>
    /// A moment before the deadline, with a part of the time left for what follows, but not more than enough.
    /// </summary>
    private long Before(long deadline, long share, long enough) => deadline == Nanoseconds.Forever
        ? deadline
        : deadline - Math.Min(Nanoseconds.Until(deadline, _clock) / share, enough);

    /// <summary>
    /// Waits until nothing lives, the time is over, or what lives waits only for foreign things that do not end.
    /// </summary>
    /// <returns>False if only the time is over.</returns>
    private bool WaitForTheLiving(long deadline, out List<JoinHandle> living)
    {
        long quietSince = Nanoseconds.Forever;
        while (true)
        {
            bool quiet = false;
            if (IsQuiet || _nextLook.IsDue || _clock.Nanoseconds >= deadline)
            {
                long ends = _nextLook.Ends;
                living = _living.Find();
                long now = _clock.Nanoseconds;
                _living.Note(living, now);
                if (now >= deadline || (living.Count == 0 && !host.IsEndingOutside && !host.Outlived.HasOpen))
                {
                    return living.Count == 0;
                }

                quiet = IsQuiet && !living.Exists(static task => task.IsBlockingJob);
                quietSince = Math.Min(quietSince, now);
                if (quiet && now - quietSince >= abandonAfter)
                {
                    return true;
                }

                _nextLook.Plan(ends, living.Count);
            }

            quietSince = quiet ? quietSince : Nanoseconds.Forever;
            scheduler.Unwind(_nextLook.Permit, Math.Min(LookInterval, Nanoseconds.Until(deadline, _clock)));
        }
    }

    private UnfinishedTask Explain(TaskCore task) => _living.Explain(task, _clock.Nanoseconds);

    /// <summary>Completes the handles of the tasks, and notes them for the report. Blocking jobs go on.</summary>
    private void GiveUp(List<JoinHandle> living)
    {
        foreach (JoinHandle task in living.FindAll(static task => !task.IsBlockingJob))
        {
            UnfinishedTask explained = Explain(task);
            if (task.GiveUp())
            {
                _abandoned.Add(explained);
            }
        }
    }

    /// <summary>The tasks that had ended before calls of theirs, which did not end either.</summary>
    private List<UnfinishedTask> FindOutlived()
        => host.Outlived.FindOpen()
            .FindAll(task => !_abandoned.Exists(abandoned => abandoned.Id == task.TaskId))
            .ConvertAll(task => Explain((TaskCore)task));
}
