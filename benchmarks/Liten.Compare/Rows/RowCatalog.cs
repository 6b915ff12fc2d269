namespace Liten.Compare;

/// <summary>The rows in the order of the table; the peers' source has them in the same order.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<RowDefinition> All { get; } =
    [
        new("spawn_local", "a task spawns an empty detached task"),
        new("spawn_remote", "a thread outside of the runtime spawns an empty detached task"),
        new("spawn_join", "spawn a task that returns a number, and await it; 10 000 are spawned before the first is awaited"),
        new("chained_spawn", "a task spawns its successor and ends; a chain has 1000 of them"),
        new("yield_1", "one yield, a single task") { Size = 1 },
        new("yield_200", "one yield, 200 tasks at a time") { Size = 200 },
        new("ping_pong", "spawn a task that spawns a partner, wakes it and is woken by it, through two fresh oneshots; await it"),
        new("oneshot", "create a oneshot, send, receive"),
        new("async_call_suspending", "await an async method that suspends once, by a yield"),
        new("mutex_uncontended", "lock, add one, unlock; a single task") { Size = 1 },
        new("mutex_contended", "lock, add one, unlock; 8 tasks") { Size = 8 },
        new("mutex_across_await", "lock, add one, yield, unlock; 8 tasks") { Size = 8 },
        new("semaphore", "acquire one of 4 permits, yield, release; 8 tasks") { Size = 8 },
        new("rwlock", "lock, read, unlock, and each tenth time write instead; 8 tasks") { Size = 8 },
        new("mpsc_pingpong", "send an item to a task that sends it back, through two channels of capacity 1"),
        new("mpsc_stream", "send and receive an item; capacity 128, 1 sender") { Size = 1 },
        new("mpsc_stream_4", "send and receive an item; capacity 128, 4 senders") { Size = 4 },
        new("mpsc_unbounded", "send and receive an item; no bound, but after 1000 the sender waits for the receiver"),
        new("mpmc_stream", "send and receive an item; capacity 128, 4 senders and 4 receivers") { Size = 4 },
        new("rendezvous", "hand an item from a sender to a receiver; capacity 0") { Size = 1 },
        new("select_2", "receive an item from whichever of two channels has one; capacity 128, a sender each"),
        new("notify", "notify a task that notifies back"),
        new("broadcast", "send an item that 100 tasks receive; the last of them wakes the sender") { Size = 100 },
        new("watch", "change a value that a task watches, which changes one back"),
        new("request_roundtrip", "send a request to a task, and await its answer; capacity 128"),
        new("timer_insert_cancel", "arm a timer for 10 s and cancel it"),
        new("delay_queue", "insert an item into a queue of 1000 that are due later, and remove it") { Size = 1000 },
        new("sleep_100k", "spawn 100 000 tasks that sleep 1 to 50 ms; what all take beyond 50 ms, per task") { Size = 100_000 },
        new("timeout_ready", "a time limit around something that is ready at once"),
        new("timeout_yield", "a time limit around something that yields once"),
        new("fib_20", "one spawn and join in fib(20), which spawns fib(n-1) and calls fib(n-2)") { Size = 20 },
        new("skynet", "one task of a tree with 1 000 000 leaves, each inner one with ten children") { Size = 1_000_000 },
        new("scope_4", "open a scope with four children that each yield once, and wait for their end"),
        new("for_each_async", "one item of 10 000: do something that yields once, for 8 items at a time") { Size = 10_000 },
        new("blocking_handoff", "a task hands an empty function to a thread that may block, and awaits it"),
        new("foreign_wake", "from a thread's send until the waiting task runs; all workers were parked"),
        new("block_on_empty", "a thread has a worker run an empty task, and blocks until it has ended"),
        new("runtime_start_stop", "build a runtime, run one empty task on a worker, shut down"),
        new("wake_latency", "from a thread's send until the waiting task runs; the workers are busy half of the time with tasks of 100 us")
        {
            Patience = 4,
            Settings = SettingCatalog.Warm, // percentiles of many short runs are none of the whole
            Figures = [new("wake_p50", "ns", "p50"), new("wake_p99", "ns", "p99"), new("wake_p99.9", "ns", "p999")],
        },
        new("memory_per_task", "growth of the process's peak memory while 1 000 000 tasks sleep, per task")
        {
            Size = 1_000_000,
            Fresh = true,
            Settings = [SettingCatalog.Quiet], // what a task needs does not depend on who else runs
            Figures = [new("memory_per_task", "bytes", "bytes")],
        },
        new("spawn_100k", "one of the first 100 000 tasks of a process: spawn it, and await its number, as in spawn_join")
        {
            Size = 100_000,
            Settings = [SettingCatalog.Cold],
        },
        new("ping_pong_100ms", "ping_pong in the first 100 ms of a process")
        {
            Asks = "ping_pong",
            Window = TimeSpan.FromMilliseconds(100),
            Settings = [SettingCatalog.Cold],
        },
        Hello("hello", HelloVariant.Built, "a program that yields once, says hello and ends ([LitenMain]; async Main), from its start to its exit"),
        Hello("hello_r2r", HelloVariant.ReadyToRun, "the same, the C# ones published with ReadyToRun"),
        Hello("hello_aot", HelloVariant.Native, "the same, the C# ones published with NativeAOT"),
    ];

    public static string Names => string.Join(", ", All.Select(row => row.Name));

    public static RowDefinition? Find(string name) => All.FirstOrDefault(row => row.Name == name);

    private static RowDefinition Hello(string name, HelloVariant variant, string work) => new(name, work)
    {
        Hello = variant,
        Settings = [SettingCatalog.Cold],
        Figures =
        [
            new($"{name}_world", "ms", HelloProgram.Milliseconds),
            new($"{name}_memory", "MB", HelloProgram.Megabytes),
        ],
    };
}
