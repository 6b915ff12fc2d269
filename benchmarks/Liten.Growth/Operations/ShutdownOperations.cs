namespace Liten.Growth;

/// <summary>The end of a runtime that has much left to end.</summary>
internal static class ShutdownOperations
{
    public static IEnumerable<Operation> All =>
    [
        new("shut down: each task", "live tasks", (others, meter) => ShutDown(others, meter, AddTasks)),
        new("shut down: each job", "queued blocking jobs", (others, meter) => ShutDown(others, meter, AddJobs)),
        new("shut down: each callback", "posted callbacks", (others, meter) => ShutDown(others, meter, AddPosts)),
        new("shut down a current thread: each task", "live tasks", ShutDownCurrentThread),
    ];

    private static async LitenTask ShutDown(
        int others, Meter meter, Func<Runtime, int, ManualResetEventSlim, LitenTask> add)
    {
        using var begun = new ManualResetEventSlim();
        Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1).Build();
        await add(runtime, others, begun);
        meter.Begin();
        Task ended = runtime.DisposeAsync().AsTask();
        begun.Set();
        await ended;
        meter.End(others);
    }

    /// <summary>Nothing drives such a runtime between its calls.</summary>
    private static async LitenTask ShutDownCurrentThread(int others, Meter meter) => await Task.Run(() =>
    {
        Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();
        runtime.BlockOn(async () =>
        {
            await Crowd.Begin(others, static () => Time.Sleep(Timeout.InfiniteTimeSpan));
        });
        meter.Begin();
        runtime.Dispose();
        meter.End(others);
    });

    private static async LitenTask AddTasks(Runtime runtime, int count, ManualResetEventSlim begun)
        => await runtime.Spawn(async () =>
        {
            await Crowd.Begin(count, static () => Time.Sleep(Timeout.InfiniteTimeSpan));
        });

    private static LitenTask AddJobs(Runtime runtime, int count, ManualResetEventSlim begun)
    {
        _ = runtime.SpawnBlocking(begun.Wait);
        for (int i = 0; i < count; i++)
        {
            _ = runtime.SpawnBlocking(static () => { });
        }

        return LitenTask.CompletedTask;
    }

    private static LitenTask AddPosts(Runtime runtime, int count, ManualResetEventSlim begun)
    {
        runtime.SynchronizationContext.Post(_ => begun.Wait(), null);
        for (int i = 0; i < count; i++)
        {
            runtime.SynchronizationContext.Post(static _ => { }, null);
        }

        return LitenTask.CompletedTask;
    }
}
