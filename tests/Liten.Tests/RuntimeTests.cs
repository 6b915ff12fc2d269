#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests;

/// <summary>What a runtime says of itself, and what it refuses.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public void Current_OutsideEveryRuntime_ThrowsAndSaysHowToGetOne()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Runtime.Current);

        Assert.Contains("Runtime.CreateBuilder().Build()", exception.Message);
        Assert.False(Runtime.TryGetCurrent(out Runtime? runtime));
        Assert.Null(runtime);
    }

    [Fact]
    public void Current_OnWorkersBlockingThreadsAndPostedCallbacks_IsTheRuntime()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var posted = new TaskCompletionSource<Runtime?>(TaskCreationOptions.RunContinuationsAsynchronously);

        Assert.Same(it.Runtime, it.Run(async () => Runtime.Current));
        Assert.Same(it.Runtime, it.Result(it.Runtime.SpawnBlocking(() => Runtime.Current)));
        it.Runtime.SynchronizationContext.Post(_ => posted.SetResult(Runtime.TryGetCurrent(out Runtime? runtime) ? runtime : null), null);
        Assert.Same(it.Runtime, it.OnThread(() => posted.Task.GetAwaiter().GetResult(), "the posted callback"));
        Task<Runtime> started = Task.Factory.StartNew(() => Runtime.Current, default, TaskCreationOptions.None, it.Runtime.TaskScheduler);
        Assert.Same(it.Runtime, it.OnThread(() => started.GetAwaiter().GetResult(), "the started task"));
    }

    [Fact]
    public void Current_AfterBlockOn_IsNoneAgain()
    {
        using Runtime runtime = Runtime.CreateBuilder().CurrentThread().Build();

        runtime.BlockOn(async () => await LitenTask.Yield());

        Assert.False(Runtime.TryGetCurrent(out _));
        Assert.Null(Turn.Current);
    }

    [Fact]
    public void NullBody_Throws()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.Spawn((Func<LitenTask>)null!); });
        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.Spawn((Func<Task<int>>)null!); });
        Assert.Throws<ArgumentNullException>("body", () => it.Runtime.BlockOn((Func<LitenTask>)null!));
        Assert.Throws<ArgumentNullException>("body", () => { it.Runtime.SpawnBlocking((Action)null!); });
        Assert.Equal(0, it.Metrics.SpawnedTasks);
    }

    [Fact]
    public void BlockOn_AfterDispose_ThrowsObjectDisposed()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        it.End();
        bool ran = false;

        Assert.Throws<ObjectDisposedException>(() => it.Runtime.BlockOn(async () => { ran = true; }));
        Assert.False(ran);
    }

    [Fact]
    public void ThreadNames_AreNameAndNumber()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(3);
        string name = it.Census.Name;

        it.WaitUntil(() => it.Census.Started.Count == 3, "three workers");
        Assert.Equal([$"{name}-0", $"{name}-1", $"{name}-2"], it.Metrics.Workers.Select(worker => worker.Name));
        Assert.Equal(
            [new ThreadInfo($"{name}-0", 0), new ThreadInfo($"{name}-1", 1), new ThreadInfo($"{name}-2", 2)],
            it.Census.Started.OrderBy(thread => thread.WorkerIndex));
        Assert.StartsWith($"{name}-", it.Run(async () => Thread.CurrentThread.Name));
        Assert.Equal($"{name}-blocking-0", it.Result(it.Runtime.SpawnBlocking(() => Thread.CurrentThread.Name)));
        Assert.Contains(it.Census.Started, thread => thread == new ThreadInfo($"{name}-blocking-0", null));
    }

    [Fact]
    public void ThreadNames_SystemSeesThemToo()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.WaitUntil(() => it.Census.Started.Count == 2, "two workers");

        string[] expected = OperatingSystem.IsLinux() ? [$"{it.Census.Name}-0", $"{it.Census.Name}-1"] : [];
        Assert.Equal(expected, it.Census.SystemThreads().Order());
    }

    [Fact]
    public void ToString_TellsStateAndNumbers()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var (_, never) = Oneshot.Create<int>();
        it.Runtime.Spawn(async () => await never);

        Assert.Contains($"Liten runtime {it.Census.Name}: running, 2 workers, 1 tasks alive", it.Runtime.ToString());
        it.End();
        Assert.Contains("ended, 2 workers, 0 tasks alive", it.Runtime.ToString());
    }

    [Fact]
    public void StackSize_Given_IsTheThreads()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).ThreadStackSize(64 * 1024 * 1024));

        // Far more than the default stack of any platform.
        Assert.Equal(40_000, it.Run(async () => Deep(40_000)));

        static int Deep(int left)
        {
            Span<byte> weight = stackalloc byte[1000];
            weight[left % 1000] = 1;
            return left == 0 ? 0 : Deep(left - 1) + weight[left % 1000];
        }
    }
}
