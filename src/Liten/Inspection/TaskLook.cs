namespace Liten;

/// <summary>One look at the tasks of a runtime: reads the present of each into a snapshot.</summary>
internal sealed class TaskLook(string runtime, TaskHost host, RuntimeScheduler scheduler, WaitNotes notes)
{
    private readonly TaskReader _reader = new(host, scheduler);
    private readonly long _now = host.Clock!.Nanoseconds;

    /// <summary>What the task does, in the few words of <see cref="LiveTaskState"/>.</summary>
    public static LiveTaskState StateOf(TaskCore task, in WaitReading reading) => reading.Target.Kind switch
    {
        WaitKind.Queued => LiveTaskState.Queued,
        WaitKind.Running or WaitKind.Moving when task.IsBlockingJob
            => task.State.IsStarted ? LiveTaskState.Blocking : LiveTaskState.Queued,
        WaitKind.Running when reading.Thread is not null => LiveTaskState.Running,
        WaitKind.Running or WaitKind.Moving => LiveTaskState.Ready,
        _ => LiveTaskState.Waiting,
    };

    /// <summary>What the task does or waits for.</summary>
    public WaitReading Read(TaskCore task) => _reader.Read(task);

    /// <summary>Whether a thread runs the task's code.</summary>
    public bool Runs(TaskCore task) => _reader.Runs(task);

    /// <summary>The task as it was read.</summary>
    public TaskSnapshot Tell(TaskCore task, in WaitReading reading, bool withStacks)
    {
        LiveTaskState state = StateOf(task, reading);
        TaskStacks? stacks = withStacks ? TaskStacks.Of(task) : null;
        return new TaskSnapshot(task.Describe())
        {
            Runtime = runtime,
            IsBlockingJob = task.IsBlockingJob,
            Lane = host.Lanes?.NameOf(task.Lane),
            State = state,
            Thread = reading.Thread,
            Since = SinceOf(task, reading),
            Age = AgeOf(task),
            IsAbortRequested = task.IsAbortRequested,
            Stack = stacks?.Main ?? [],
            FurtherStacks = stacks?.Further ?? [],
            Wait = state == LiveTaskState.Waiting ? new TaskWait(reading.Target, PlaceOf(task)) : null,
        };
    }

    /// <summary>The task, and what it waits for in words that are the same for all that wait alike.</summary>
    public (TaskSnapshot Task, string? Subject) TellAlike(TaskCore task, bool withStacks)
    {
        WaitReading reading = Read(task);
        TaskSnapshot told = Tell(task, reading, withStacks);
        return (told, told.Wait is null ? null : reading.Target.Subject);
    }

    /// <summary>The workers, and what each runs; null if it is idle.</summary>
    public IReadOnlyList<(string Name, string? Task)> Threads() => _reader.ListWorkers();

    public TimeSpan AgeOf(TaskCore task) => Nanoseconds.ToTimeSpan(Math.Max(0, _now - task.Born));

    private TimeSpan? SinceOf(TaskCore task, in WaitReading reading)
    {
        long seen = notes.Confirm(task.TaskId, reading, _now, host.Clock!);
        long since = Math.Max(seen, reading.Milliseconds * Nanoseconds.PerMillisecond);
        return since > 0 ? Nanoseconds.ToTimeSpan(since) : null;
    }

    /// <summary>Only one call waits in nearly all tasks; of several, the first one's place is told.</summary>
    private static int PlaceOf(TaskCore task)
    {
        Span<OpenWait> waits = [default];
        return task.PeekWaits(waits) > 0 ? waits[0].ReadPlace() : 0;
    }
}
