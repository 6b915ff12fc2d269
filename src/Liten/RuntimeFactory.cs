namespace Liten;

/// <summary>Makes a runtime's parts from its options.</summary>
internal static class RuntimeFactory
{
    public static RuntimeScheduler CreateScheduler(RuntimeOptions options, TaskHost host, TimerDriver timers)
    {
        (Turn.Current as ExploredTurn)?.RuntimeIsMade();
        var parts = new SchedulerParts
        {
            Host = host,
            Timers = timers,
            Clock = options.Clock,
            Threads = options.WorkerThreadSource(),
            ThreadName = options.WorkerThreadName,
            WorkerThreads = options.WorkerThreads,
            StealsWork = options.WorkStealing,
            Processors = options.Processors,
            StackSize = options.ThreadStackSize,
            PoolCapacity = options.TaskPoolCapacity,
            KeepAlive = options.BlockingKeepAlive,
            Seed = options.Seed,
        };
        return options.SchedulerFactory is { } create ? create(parts)
            : options.CurrentThread ? new CurrentThreadScheduler(parts)
            : host.Lanes is not null ? new LaneScheduler(parts, options.AllLanes())
            : new MultiThreadScheduler(parts);
    }

    public static RuntimeInstruments InstrumentsOf(RuntimeOptions options)
        => options.MeterFactory is { } factory ? RuntimeInstruments.Of(factory) : ProcessTelemetry.Instruments;

    public static RuntimeWatch CreateWatch(
        RuntimeOptions options, TaskHost host, RuntimeScheduler scheduler, RuntimeInstruments instruments)
    {
        var parts = new WatchParts
        {
            Name = options.Name,
            Host = host,
            Scheduler = scheduler,
            Clock = options.Clock,
            Threads = options.Threads,
            ThreadName = options.WorkerThreadName,
            StallThreshold = options.StallThreshold,
        };
        return new(parts, instruments);
    }

    public static BlockingPool CreateBlockingPool(RuntimeOptions options, TaskHost host) => new(new BlockingPoolParts
    {
        Host = host,
        Threads = options.Threads,
        ThreadName = options.WorkerThreadName,
        MaxThreads = options.MaxBlockingThreads,
        MaxQueue = options.MaxBlockingQueue,
        KeepAlive = options.BlockingKeepAlive,
        StackSize = options.ThreadStackSize,
        PoolCapacity = options.TaskPoolCapacity,
        Gates = GatesOf(options),
        JobsAreTurns = options.SchedulerFactory is not null,
    });

    /// <summary>What limits blocking jobs lane by lane; null if nothing does, as without lanes.</summary>
    private static JobGate?[]? GatesOf(RuntimeOptions options)
        => options.Lanes.Count == 0 ? null : GatesOf(options.AllLanes());

    private static JobGate?[]? GatesOf(IReadOnlyList<LaneOptions> lanes)
        => lanes.Any(static lane => lane.MaxBlockingThreads is not null)
            ? [.. lanes.Select(static lane => lane.MaxBlockingThreads is { } most ? new JobGate(most) : null)]
            : null;
}
