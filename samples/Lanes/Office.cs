using Liten;

namespace Lanes;

/// <summary>Builds the runtime and starts what runs in it. All that is said of lanes is said here.</summary>
internal static class Office
{
    public static Runtime Build(bool hasLanes)
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().Name("office").WorkerThreads(Math.Max(2, Environment.ProcessorCount));
        if (hasLanes)
        {
            builder
                .Lane("requests", shares: 8, latency: TimeSpan.FromMilliseconds(1))
                .Lane("import", shares: 1)
                .Lane("ledger", shares: 2, maxWorkers: 1, order: LaneOrder.EarliestDeadline);
        }

        return builder.Build();
    }

    /// <summary>Starts clerks for each part; their children inherit the lane.</summary>
    public static void Open(Runtime runtime, bool hasLanes, Requests requests, Ledger ledger, CancellationToken closing)
    {
        runtime.Spawn(() => requests.ServeAsync(closing), In("requests", hasLanes));
        runtime.Spawn(() => ledger.BookAsync(closing), In("ledger", hasLanes));
        for (int part = 0; part < 8 * Environment.ProcessorCount; part++)
        {
            runtime.Spawn(() => Import.RunAsync(closing), In("import", hasLanes));
        }
    }

    private static SpawnOptions In(string lane, bool hasLanes) => new() { Name = lane, Lane = hasLanes ? lane : null };
}
