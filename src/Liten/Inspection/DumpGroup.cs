namespace Liten;

/// <summary>Tasks of a dump that are alike: the same state, wait, stack and place of their spawn.</summary>
internal sealed class DumpGroup(TaskSnapshot first)
{
    private readonly List<long> _examples = [];
    private bool _haveOneName = true;

    public TaskSnapshot First { get; } = first;

    public int Count { get; private set; }

    public TimeSpan OldestAge { get; private set; }

    /// <summary>The one that has been so for longest.</summary>
    public TaskSnapshot Longest { get; private set; } = first;

    /// <summary>What tasks of one group have in common.</summary>
    public static Key KeyOf(TaskSnapshot task, string? subject)
        => new(task.State, subject, task.File, task.Line, task.Lane, string.Join('\n', task.Stack));

    public void Add(TaskSnapshot task, int mostExamples)
    {
        Count++;
        OldestAge = OldestAge > task.Age ? OldestAge : task.Age;
        _haveOneName &= task.Name == First.Name;
        if ((task.Since ?? TimeSpan.Zero) > (Longest.Since ?? TimeSpan.Zero))
        {
            Longest = task;
        }

        if (_examples.Count < mostExamples)
        {
            _examples.Add(task.Id);
        }
    }

    public void WriteTo(TextWriter writer, string? subject)
    {
        string place = First.File.Length == 0 ? "an unknown place" : $"{Path.GetFileName(First.File)}:{First.Line}";
        string what = First.State == LiveTaskState.Waiting ? $"wait for {subject}" : First.State switch
        {
            LiveTaskState.Queued => "queued, not begun",
            LiveTaskState.Ready => "ready",
            LiveTaskState.Blocking => "run on the blocking pool",
            _ => "run",
        };
        writer.Write($"  {Count} x {place}{(_haveOneName && First.Name is { } name ? $" '{name}'" : "")}");
        writer.Write($"{(First.Lane is { } lane ? $", lane {lane}" : "")}: {what}");
        writer.Write(First.IsAgeKnown ? $"; the oldest is alive for {TaskSnapshot.Seconds(OldestAge)}" : "");
        string such = Count > 1 ? "such as " : "";
        writer.WriteLine(_examples.Count == 0 ? "" : $"; {such}task {string.Join(", ", _examples)}");
        foreach (TaskFrame frame in First.Stack)
        {
            writer.WriteLine($"      {frame}");
        }
    }

    /// <summary>What tasks of one group have in common.</summary>
    internal readonly record struct Key(
        LiveTaskState State, string? Subject, string File, int Line, string? Lane, string Stack);
}
