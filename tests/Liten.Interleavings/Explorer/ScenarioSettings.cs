namespace Liten.Interleavings;

/// <summary>The limits of one schedule.</summary>
internal sealed record ScenarioSettings
{
    /// <summary>A pool is numbered once in a process, when its type is made ready: a step that no second schedule has.</summary>
    private static readonly string[] s_once = ["LocalPools.cs"];

    /// <summary>How many stores of one schedule may stay in a store buffer, each with those that follow it.</summary>
    public int StoreDelay { get; init; }

    /// <summary>
    /// How many timed sleeps may end although somebody could still wake the sleeper. Without any, time passes only when nobody can go
    /// on, so a lost wake-up is never hidden by a time limit.
    /// </summary>
    public int Timeouts { get; init; }

    /// <summary>
    /// Source files whose accesses are no scheduling points here: what they do has scenarios of its own, or only its one writer
    /// depends on it, and they would make the schedules of a whole runtime too many.
    /// </summary>
    public IReadOnlyList<string> Settled { get; init; } = [];

    /// <summary>The same for the volatile stores alone of these files, which are never delayed either.</summary>
    public IReadOnlyList<string> SettledStores { get; init; } = [];

    /// <summary>
    /// Whether an actor can also be stopped after a volatile read, for plain accesses that follow it: without this they happen in
    /// one step with the read.
    /// </summary>
    public bool StopsAfterReads { get; init; }

    /// <summary>If only one actor is to be stopped after its reads, its name.</summary>
    public string? StoppedAfterReads { get; init; }

    /// <summary>
    /// Source files whose allocations may fail, one of them in each schedule: only in the library as <c>Failures/</c> rewrites it.
    /// </summary>
    public IReadOnlyList<string> FailingAllocations { get; init; } = [];

    /// <summary>
    /// Whether an interrupt may end a wait in which .NET lets it: a spin that comes to <c>Thread.Sleep</c>, a join; once in a schedule.
    /// </summary>
    public bool Interrupts { get; init; }

    public int MostSteps { get; init; } = 2000;

    /// <summary>
    /// How many bytes an exploration may hold beyond what the process held at its start; above that it is given up. The garbage of
    /// schedules counts, up to <see cref="QuietHeap.Region"/>.
    /// </summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>Whether an access is no scheduling point.</summary>
    public bool IsSettled(in Access access)
        => Lists(s_once, access.File) || Lists(Settled, access.File) || (access.Kind == AccessKind.Write && Lists(SettledStores, access.File));

    public static bool Lists(IReadOnlyList<string> names, string file)
    {
        // An index loop: this is asked at every access.
        for (int i = 0; i < names.Count; i++)
        {
            if (file.EndsWith(names[i], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
