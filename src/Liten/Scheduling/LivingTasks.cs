namespace Liten;

/// <summary>What the living tasks of a runtime wait for, and since when a shutdown has seen it.</summary>
/// <remarks>
/// A wait is not dated when it begins, since that would be one more reading of the clock. Looks that are far apart and
/// find the same wait tell how long it is at least. For the shutting thread.
/// </remarks>
internal sealed class LivingTasks(TaskHost host, RuntimeScheduler scheduler)
{
    /// <summary>More are not kept: nobody reads so long a report (arbitrary).</summary>
    private const int MostNotes = 1024;

    private readonly Dictionary<long, (WaitReading Reading, long At)> _notes = [];

    /// <summary>Those whose handles are not complete.</summary>
    public List<JoinHandle> Find() => host.LiveTasks().FindAll(static task => !task.IsGivenUp);

    /// <summary>Remembers what the tasks wait for now.</summary>
    public void Note(List<JoinHandle> living, long now)
    {
        if (living.Count > MostNotes)
        {
            return;
        }

        TaskReader reader = NewReader();
        foreach (JoinHandle task in living)
        {
            WaitReading reading = reader.Read(task);
            if (!_notes.TryGetValue(task.Id, out (WaitReading Reading, long At) note) || !IsSame(note.Reading, reading))
            {
                _notes[task.Id] = (reading, now);
            }
        }
    }

    /// <summary>
    /// Those that hold up others: tasks that wait for the end of other tasks go on when these are given up, and may
    /// free what further ones wait for.
    /// </summary>
    /// <returns>Null if nobody waits for the end of tasks, or all do, so that nothing is gained by an order.</returns>
    public List<JoinHandle>? TakeObstacles(List<JoinHandle> living)
    {
        TaskReader reader = NewReader();
        ILookup<int, JoinHandle> ranks = living.Where(static task => !task.IsBlockingJob)
            .ToLookup(task => RankOf(reader.Read(task).Target.Kind));
        return !ranks.Contains(RankOf(WaitKind.Group)) || ranks.Count == 1
            ? null
            : [.. ranks[ranks.Min(static rank => rank.Key)]];
    }

    /// <summary>What the report says of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The time of the clock of the notes, or null for a report without notes.</param>
    public UnfinishedTask Explain(TaskCore task, long? now)
    {
        WaitReading reading = NewReader().Read(task);
        TimeSpan? age = reading.Milliseconds > 0 ? TimeSpan.FromMilliseconds(reading.Milliseconds) : null;
        if (now is { } end && _notes.TryGetValue(task.TaskId, out (WaitReading Reading, long At) note)
            && IsSame(note.Reading, reading))
        {
            TimeSpan seen = Nanoseconds.ToTimeSpan(end - note.At);
            age = age > seen ? age : seen;
        }

        return new UnfinishedTask(task.Describe(), reading.Target.Text, age);
    }

    /// <summary>Who ends by itself last is given up first.</summary>
    private static int RankOf(WaitKind kind) => kind switch
    {
        WaitKind.Foreign or WaitKind.Running or WaitKind.Queued => 0,
        WaitKind.Task or WaitKind.Group => 2,
        _ => 1,
    };

    private static bool IsSame(in WaitReading one, in WaitReading other)
        => one.Use is not null && ReferenceEquals(one.Use, other.Use) && one.Version == other.Version;

    private TaskReader NewReader() => new(host, scheduler);
}
