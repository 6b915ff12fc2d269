using System.Collections.Concurrent;

namespace Liten.Tests.BlockingPools;

/// <summary>A real pool with everything around it that a runtime would give it. Whoever waits too long fails with the pool's state.</summary>
internal sealed class PoolUnderTest : IDisposable
{
    public const string ThreadName = "pool-test";

    /// <summary>Patience, not a threshold: reached only by a test that hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _stopped = new();

    public PoolUnderTest(int maxThreads = 4, TimeSpan? keepAlive = null, ThreadSource? threads = null, int maxTasks = int.MaxValue, Action<TaskInfo>? onSpawn = null)
    {
        var hooks = new RuntimeHooks
        {
            OnThreadStart = Started.Enqueue,
            OnThreadStop = thread =>
            {
                Stopped.Enqueue(thread);
                _stopped.Set();
            },
            OnTaskSpawn = onSpawn,
            OnTaskTerminate = Terminated.Enqueue,
        };
        Host = new TaskHost(new object(), hooks, maxTasks) { Scheduler = new ThreadPoolScheduler() };
        Pool = new BlockingPool(Parts(Host, maxThreads, keepAlive ?? Timeout.InfiniteTimeSpan, threads ?? new ThreadSource()));
        Host.BlockingPool = Pool;
    }

    public TaskHost Host { get; }

    public BlockingPool Pool { get; }

    public ConcurrentQueue<ThreadInfo> Started { get; } = new();

    public ConcurrentQueue<ThreadInfo> Stopped { get; } = new();

    public ConcurrentQueue<TaskInfo> Terminated { get; } = new();

    public static BlockingPoolParts Parts(TaskHost host, int maxThreads, TimeSpan keepAlive, ThreadSource threads) => new()
    {
        Host = host,
        Threads = threads,
        ThreadName = ThreadName,
        MaxThreads = maxThreads,
        KeepAlive = keepAlive,
        StackSize = 256 * 1024,
        PoolCapacity = PoolLimits.Default,
    };

    public JoinHandle<T> Spawn<T>(Func<T> body) => BlockingSpawning.Spawn(Pool, body, new(null, "Test.cs", 7));

    public JoinHandle Spawn(Action body) => BlockingSpawning.Spawn(Pool, body, new(null, "Test.cs", 7));

    /// <summary>Spawns a job that runs until the returned gate is opened, and waits until it runs.</summary>
    public (JoinHandle<int> Job, ManualResetEventSlim Gate) SpawnHeld()
    {
        var begun = new ManualResetEventSlim();
        var gate = new ManualResetEventSlim();
        JoinHandle<int> job = Spawn(() =>
        {
            begun.Set();
            WaitFor(gate, "the gate of a held job");
            return Environment.CurrentManagedThreadId;
        });
        WaitFor(begun, "the begin of a held job");
        return (job, gate);
    }

    public void WaitFor(ManualResetEventSlim happened, string what) => Assert.True(happened.Wait(Patience), $"Waited in vain for {what}; {Pool}");

    public void WaitUntil(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Patience), $"Waited in vain until {what}; {Pool}");

    public void WaitForStop() => WaitFor(_stopped, "a thread's end");

    /// <summary>The job's result; throws what the job ended with.</summary>
    public T Result<T>(JoinHandle<T> job)
    {
        WaitForEnd(job);
        return job.GetResult();
    }

    public void WaitForEnd(JoinHandle job) => WaitUntil(() => job.IsCompleted, $"the {job.Describe()} ended");

    public JoinResult Outcome(JoinHandle job)
    {
        WaitForEnd(job);
        return new JoinResult(job);
    }

    /// <summary>Ends the pool and checks that nothing of it is left.</summary>
    public void End()
    {
        Host.Close();
        Pool.Close();
        Assert.True(Pool.JoinThreads((long)Patience.TotalNanoseconds), $"The threads do not end; {Pool}");
        Assert.Equal(new BlockingPoolStatus(0, 0, 0, 0, true), Pool.ReadStatus());
        Assert.True(Host.LiveTasks().Count == 0, "A job was left among the live ones.");
        Assert.Equal(Started.Select(thread => thread.Name).Order(), Stopped.Select(thread => thread.Name).Order());
        Assert.Equal(Host.SpawnedOutside, Host.CompletedOutside);
    }

    public void Dispose() => End();

    private sealed class ThreadPoolScheduler : IScheduler
    {
        public bool Schedule(WorkItem item, Turn? turn) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

        public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);
    }
}
