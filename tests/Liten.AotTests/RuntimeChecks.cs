using System.Collections.Concurrent;

namespace Liten.AotTests;

/// <summary>Building and ending runtimes of their own.</summary>
internal sealed class RuntimeChecks(Check check)
{
    public async LitenTask RunAsync()
    {
        await check.RunAsync("runtime: hooks", HooksAsync);
        await check.RunAsync("runtime: unobserved exceptions", UnobservedAsync);
        await check.RunAsync("runtime: options out of range", OptionsAsync);
        await check.RunAsync("runtime: shutdown report", ReportAsync);
        await check.RunAsync("runtime: BlockOn on a worker is refused", RefusalAsync);
        await check.RunAsync("runtime: posts in order, continuations beside them", PostsAsync);
    }

    private static async LitenTask HooksAsync()
    {
        ConcurrentQueue<string> events = new();
        Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(2)
            .WorkerThreadName("hooked")
            .OnThreadStart(thread => events.Enqueue($"start {thread.Name}"))
            .OnThreadStop(thread => events.Enqueue($"stop {thread.Name}"))
            .OnTaskSpawn(task => events.Enqueue($"spawn {task.Name}"))
            .OnTaskTerminate(task => events.Enqueue($"terminate {task.Name}"))
            .Build();
        await runtime.Spawn(async () => await LitenTask.Yield(), new SpawnOptions { Name = "t" });
        await runtime.DisposeAsync();
        Check.Equal("spawn t", events.First(line => line.StartsWith("spawn", StringComparison.Ordinal)));
        foreach (string line in new[] { "start hooked-0", "start hooked-1", "stop hooked-0", "stop hooked-1", "terminate t" })
        {
            Check.True(events.Contains(line));
        }
    }

    private static async LitenTask UnobservedAsync()
    {
        var (sender, receiver) = Oneshot.Create<string>();
        await using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(1)
            .OnUnhandledException(info => sender.TrySend(info.Exception.Message))
            .Build();
        await LeaveFailedTaskAsync(runtime);
        string? message;
        while (!receiver.TryReceive(out message))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await LitenTask.Yield();
        }

        Check.Equal("nobody looks", message);
    }

    private static async LitenTask LeaveFailedTaskAsync(Runtime runtime)
    {
        // Not by JoinAsync: whoever asks how a task ended has observed its exception.
        JoinHandle handle = runtime.Spawn(new Func<LitenTask>(() => throw new InvalidOperationException("nobody looks")));
        while (!handle.IsCompleted)
        {
            await LitenTask.Yield();
        }
    }

    private static async LitenTask OptionsAsync()
    {
        await Check.ThrowsAsync<ArgumentOutOfRangeException>(async () => Runtime.CreateBuilder().WorkerThreads(0));
        await Check.ThrowsAsync<ArgumentException>(async () => Runtime.CreateBuilder().WorkerThreadName(""));
        await Check.ThrowsAsync<ArgumentNullException>(async () => await Runtime.Current.Spawn((Func<LitenTask>)null!));
        await Check.ThrowsAsync<InvalidOperationException>(async () => Runtime.CreateBuilder().CurrentThread().WorkerThreads(2).Build());
    }

    private static async LitenTask ReportAsync()
    {
        Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).AbandonAfter(TimeSpan.FromMilliseconds(20)).Build();
        var foreign = new TaskCompletionSource();
        var (sender, receiver) = Oneshot.Create<bool>();
        JoinHandle stuck = runtime.Spawn(
            async () =>
            {
                sender.TrySend(true);
                await foreign.Task;
            },
            new SpawnOptions { Name = "stuck" });
        await receiver;
        ShutdownReport report = await runtime.ShutdownAsync(TimeSpan.FromSeconds(30));
        Check.True(!report.IsComplete);
        Check.Equal("stuck", report.AbandonedTasks.Single().Name);
        Check.True((await stuck.JoinAsync()).IsAborted);
        Check.True(runtime.Spawn(async () => { }).IsCompleted);
    }

    private static async LitenTask RefusalAsync()
    {
        Runtime runtime = Runtime.Current;
        await Check.ThrowsAsync<InvalidOperationException>(async () => runtime.BlockOn(async () => { }));
        await Check.ThrowsAsync<InvalidOperationException>(async () => runtime.Dispose());
    }

    /// <summary>What is a continuation is found out by reflection, which trimming could break.</summary>
    private static async LitenTask PostsAsync()
    {
        await using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        using var continued = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.SynchronizationContext.Post(_ => blocked.SetResult(continued.Wait(TimeSpan.FromSeconds(30))), null);
        await runtime.Spawn(new Func<Task>(async () =>
        {
            await Task.Delay(1);
            await Task.Yield();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            await timer.WaitForNextTickAsync();
            continued.Set();
        }));
        Check.True(await blocked.Task);

        var ran = new List<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await runtime.Spawn(async () =>
        {
            IProgress<int> progress = new Progress<int>(ran.Add);
            for (int i = 0; i < 1_000; i++)
            {
                progress.Report(i);
            }

            runtime.SynchronizationContext.Post(_ => all.SetResult(), null);
        });
        await all.Task;
        Check.True(ran.SequenceEqual(Enumerable.Range(0, 1_000)));
    }
}
