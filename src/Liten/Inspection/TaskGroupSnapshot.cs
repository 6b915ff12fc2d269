namespace Liten;

/// <summary>The live tasks that were spawned at one place.</summary>
public sealed class TaskGroupSnapshot
{
    /// <summary>The source file of the call that spawned them; empty if that is not known.</summary>
    public required string File { get; init; }

    /// <summary>The line of that call.</summary>
    public required int Line { get; init; }

    /// <summary>How many there are.</summary>
    public int Count { get; init; }

    /// <summary>How many of them were not begun.</summary>
    public int Queued { get; init; }

    /// <summary>How many of them go on as soon as a thread comes to them.</summary>
    public int Ready { get; init; }

    /// <summary>How many of them run on a worker.</summary>
    public int Running { get; init; }

    /// <summary>How many of them wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How many of them run on a thread of the blocking pool.</summary>
    public int Blocking { get; init; }

    /// <summary>What most of those wait for that wait, in words without numbers of tasks; null if none waits.</summary>
    public string? TopWait { get; init; }

    /// <summary>The number of the oldest task.</summary>
    public long OldestId { get; init; }

    /// <summary>For how long the oldest task has been alive.</summary>
    public TimeSpan OldestAge { get; init; }

    /// <summary>For example <c>12 x Server.cs:42: 10 waiting, 2 running</c>.</summary>
    public override string ToString()
    {
        string place = File.Length == 0 ? "an unknown place" : $"{Path.GetFileName(File)}:{Line}";
        (int Count, string Name)[] states =
        [
            (Queued, "queued"), (Ready, "ready"), (Running, "running"), (Waiting, "waiting"), (Blocking, "blocking"),
        ];
        IEnumerable<string> found = states.Where(static state => state.Count > 0)
            .Select(static state => $"{state.Count} {state.Name}");
        return $"{Count} x {place}: {string.Join(", ", found)}";
    }
}
