namespace Liten.Compare;

internal static class CurveCatalog
{
    private const int MostTasks = 1_000_000;
    private const int MostTimers = 10_000_000;

    /// <param name="workers">The most workers of the curves that grow them.</param>
    public static IReadOnlyList<CurveDefinition> Of(int workers)
    {
        IReadOnlyList<long> counts = [.. PowersOf(2, workers).Append(workers).Distinct()];
        return
        [
            new("workers_spawn", "spawn_join by workers", "workers", "spawn_join", counts, GrowsWorkers: true),
            new("workers_yield", "yield_200 by workers", "workers", "yield_200", counts, GrowsWorkers: true),
            new("workers_fib", "fib_20 by workers", "workers", "fib_20", counts, GrowsWorkers: true),
            new("tasks", "one yield by yielding tasks", "tasks", "yield_200", [.. PowersOf(10, MostTasks)]),
            new("timers", "timer_insert_cancel by other live timers", "live timers", "timer_insert_cancel", [.. PowersOf(10, MostTimers)]),
        ];
    }

    private static IEnumerable<long> PowersOf(long factor, long most)
    {
        for (long value = 1; value <= most; value *= factor)
        {
            yield return value;
        }
    }
}
