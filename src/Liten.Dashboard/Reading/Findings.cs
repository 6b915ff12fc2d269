namespace Liten;

/// <summary>What somebody should know of at once: the worst first.</summary>
internal static class Findings
{
    /// <summary>Fewer who wait for a lock are usual where a program is busy (arbitrary).</summary>
    private const int ConvoyLength = 32;

    /// <summary>A place that has fewer tasks is none that leaks (arbitrary).</summary>
    private const int LeastLeak = 500;

    /// <summary>For how long a pool has to be full, or a queue to be left alone (arbitrary).</summary>
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<FindingAnswer> Find(
        IReadOnlyList<(WatchedRuntime Runtime, RuntimeMetrics Metrics)> runtimes, IReadOnlyList<CycleAnswer> cycles)
        => [.. cycles.Select(TellCycle).Concat(runtimes.SelectMany(static it => FindIn(it.Runtime, it.Metrics)))
            .OrderByDescending(static finding => finding.Severity)];

    private static IEnumerable<FindingAnswer> FindIn(WatchedRuntime runtime, RuntimeMetrics metrics)
        => FindStuckWorkers(runtime, metrics)
            .Concat(FindLeftAlone(runtime, metrics))
            .Concat(FindFullPool(runtime, metrics))
            .Concat(FindConvoys(runtime))
            .Concat(FindLeaks(runtime))
            .Concat(FindExceptions(runtime, metrics));

    private static FindingAnswer TellCycle(CycleAnswer cycle)
    {
        string names = string.Join(", ", cycle.Tasks.Take(4).Select(Told.Name));
        string others = cycle.Tasks.Count > 4 ? $" and {cycle.Tasks.Count - 4} more" : "";
        string behind = cycle.Behind == 0 ? "" : $"{Told.Count(cycle.Behind)} more wait for them. ";
        string token = cycle.HasToken ? "A cancellation token could end it." : "Nothing in the program can end it.";
        return new FindingAnswer(
            cycle.HasToken ? Severity.Warning : Severity.Stuck,
            "deadlock",
            cycle.Tasks.Count == 1
                ? $"Deadlock: {names} waits for itself"
                : $"Deadlock: {names}{others} wait for each other",
            behind + token,
            "/graph",
            cycle.Tasks.First(static task => task.Runtime != 0).Runtime);
    }

    private static IEnumerable<FindingAnswer> FindStuckWorkers(WatchedRuntime runtime, RuntimeMetrics metrics)
    {
        WorkerMetrics[] stuck = [.. metrics.Workers.Where(
            static worker => worker.CurrentTurnAge >= RuntimeHistory.StuckAfter)];
        if (stuck.Length == 0)
        {
            return [];
        }

        WorkerMetrics longest = stuck.MaxBy(static worker => worker.CurrentTurnAge)!;
        string link = longest.CurrentTask is { } task ? $"/task/{task.Id}" : "/overview";
        string runs = longest.CurrentTask is { } known ? $"runs {known}" : "runs code of no task";
        string detail = $"{longest.Name} {runs}, in one turn for {Told.Seconds(longest.CurrentTurnAge)}. It blocks or "
            + "computes; nothing else runs there.";
        bool areAll = stuck.Length == metrics.Workers.Count;
        string title = areAll && stuck.Length > 1 ? $"All {stuck.Length} workers of {metrics.Name} are stuck"
            : areAll ? $"The worker of {metrics.Name} is stuck"
            : $"{stuck.Length} of {metrics.Workers.Count} workers of {metrics.Name} stuck";
        return [new(areAll ? Severity.Stuck : Severity.Warning, "worker", title, detail, link, runtime.Number)];
    }

    private static IEnumerable<FindingAnswer> FindLeftAlone(WatchedRuntime runtime, RuntimeMetrics metrics)
        => metrics.OldestQueuedAge < s_tooLong
            ? []
            : [new(
                Severity.Warning,
                "queue",
                $"Queued work of {metrics.Name} has waited for {Told.Seconds(metrics.OldestQueuedAge)}",
                $"Waiting for any worker: {Told.Count(metrics.InjectionQueueDepth)}.",
                $"/tasks?runtime={runtime.Number}&state=Queued",
                runtime.Number)];

    private static IEnumerable<FindingAnswer> FindFullPool(WatchedRuntime runtime, RuntimeMetrics metrics)
        => !runtime.History.HasLasted(s_tooLong, static sample => sample.BlockingQueue > 0)
            ? []
            : [new(
                Severity.Warning,
                "pool",
                $"{Told.Count(metrics.BlockingQueueDepth)} blocking jobs of {metrics.Name} wait for a thread",
                $"All {metrics.BlockingThreads} threads of its blocking pool are taken.",
                "/pools",
                runtime.Number)];

    private static IEnumerable<FindingAnswer> FindConvoys(WatchedRuntime runtime)
        => runtime.Waits.Get()
            .Where(static group => group.Wait is { Kind: TaskWaitKind.Primitive, TaskId: not 0 })
            .GroupBy(static group => group.Wait.Subject)
            .Select(static groups => (Subject: groups.Key, Count: groups.Sum(static group => group.Count)))
            .Where(static found => found.Count >= ConvoyLength)
            .Select(found => new FindingAnswer(
                Severity.Warning,
                "convoy",
                $"{Told.Count(found.Count)} tasks of {runtime.Runtime.Name} queue for {found.Subject}",
                "They go through it one at a time.",
                "/locks",
                runtime.Number));

    private static IEnumerable<FindingAnswer> FindLeaks(WatchedRuntime runtime)
        => runtime.Sites.Get()
            .Where(static site => site.Growth > 0 && site.Count >= LeastLeak)
            .Select(site => new FindingAnswer(
                Severity.Warning,
                "leak",
                $"Tasks from {site.Site} keep growing: {Told.Count(site.Count)} are alive",
                $"{Told.Count((long)Math.Ceiling(site.Growth))} more each second"
                    + (site.TopWait is null ? "." : $"; most wait for {site.TopWait}."),
                $"/tasks?runtime={runtime.Number}&site={Uri.EscapeDataString(site.Site)}",
                runtime.Number));

    private static IEnumerable<FindingAnswer> FindExceptions(WatchedRuntime runtime, RuntimeMetrics metrics)
        => metrics.UnhandledExceptions == 0
            ? []
            : [new(
                Severity.Note,
                "exception",
                $"{Told.Count(metrics.UnhandledExceptions)} exceptions of {metrics.Name} reached no code",
                "The hook OnUnhandledException has them.",
                null,
                runtime.Number)];
}
