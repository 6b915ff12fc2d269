namespace Liten.Peers;

/// <summary>The rows in the order of the table. Each group has a file of the same name in every peer.</summary>
internal static class RowList
{
    public static IReadOnlyList<Row> All { get; } =
    [
        new("spawn_local", Each(SpawnRows.Chunk), SpawnRows.SpawnLocal),
        new("spawn_remote", Each(SpawnRows.Chunk), SpawnRows.SpawnRemote),
        new("spawn_join", Each(SpawnRows.Chunk), SpawnRows.SpawnJoin),
        new("chained_spawn", Each(SpawnRows.Chain), SpawnRows.ChainedSpawn),
        new("yield_1", BySize, TaskRows.YieldMany),
        new("yield_200", BySize, TaskRows.YieldMany),
        new("ping_pong", Each(1), TaskRows.PingPong),
        new("oneshot", Each(1), TaskRows.OneshotAlone),
        new("async_call_suspending", Each(1), TaskRows.AsyncCallSuspending),
        new("mutex_uncontended", BySize, MutexRows.Locking),
        new("mutex_contended", BySize, MutexRows.Locking),
        new("mutex_across_await", BySize, MutexRows.AcrossAwait),
        new("semaphore", BySize, LockRows.Semaphore),
        new("rwlock", BySize, LockRows.ReaderWriter),
        new("mpsc_pingpong", Each(1), ChannelRows.PingPong),
        new("mpsc_stream", BySize, ChannelRows.Stream),
        new("mpsc_stream_4", BySize, ChannelRows.Stream),
        new("mpsc_unbounded", Each(ChannelRows.Chunk), ChannelRows.Unbounded),
        new("mpmc_stream", BySize, ChannelRows.ManyToMany),
        new("rendezvous", BySize, ChannelRows.Rendezvous),
        new("select_2", Each(2), SelectRows.OfTwo),
        new("notify", Each(1), SignalRows.Notify),
        new("broadcast", Each(1), SignalRows.ToAll),
        new("watch", Each(1), SignalRows.Watching),
        new("request_roundtrip", Each(1), SignalRows.Requesting),
        new("timer_insert_cancel", TimerRows.AsManyAsLive, TimerRows.InsertCancel),
        new("delay_queue", Each(TimerRows.Armed), TimerRows.DelayQueue),
        new("sleep_100k", BySize, TimerRows.SleepMany),
        new("timeout_ready", Each(1), TimerRows.TimeoutReady),
        new("timeout_yield", Each(1), TimerRows.TimeoutYield),
        new("fib_20", Trees.FibSpawns, ForkJoinRows.Fib),
        new("skynet", Trees.SkynetTasks, ForkJoinRows.Skynet),
        new("scope_4", Each(1), ScopeRows.OfFour),
        new("for_each_async", BySize, ScopeRows.ForEach),
        new("blocking_handoff", Each(1), ThreadRows.BlockingHandoff),
        new("foreign_wake", Each(1), ThreadRows.ForeignWake),
        new("block_on_empty", Each(1), ThreadRows.BlockOnEmpty),
        new("runtime_start_stop", Each(1), ThreadRows.RuntimeStartStop),
        new("wake_latency", Each(1), LoadRows.WakeLatency),
        new("memory_per_task", BySize, LoadRows.MemoryPerTask) { Once = true },
        new("spawn_100k", BySize, SpawnRows.SpawnJoin) { Once = true },
        new("processors", Each(1), Environs.Processors) { Once = true },
    ];

    private static Func<long, long> Each(long count) => _ => count;

    private static long BySize(long size) => size;
}
