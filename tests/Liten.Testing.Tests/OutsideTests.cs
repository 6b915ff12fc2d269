namespace Liten.Testing.Tests;

/// <summary>Code that leaves the one thread, or blocks it, fails with the API, the line and what to write instead.</summary>
public sealed class OutsideTests
{
    public static TheoryData<string> Escapes => [.. s_escapes.Keys];

    private static readonly Dictionary<string, Func<Task>> s_escapes = new()
    {
        ["Task.Run"] = () => Task.Run(static () => { }, TestContext.Current.CancellationToken),
        ["ThreadPool.QueueUserWorkItem"] = async () =>
        {
            var done = new TaskCompletionSource();
            ThreadPool.QueueUserWorkItem(_ => done.SetResult());
            await done.Task;
        },
        ["ThreadPool.UnsafeQueueUserWorkItem"] = async () =>
        {
            var done = new TaskCompletionSource();
            ThreadPool.UnsafeQueueUserWorkItem(_ => done.SetResult(), null);
            await done.Task;
        },
        ["TaskFactory.StartNew"] = () => Task.Factory.StartNew(
            static () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default),
        ["CancellationTokenSource.CancelAsync"] = async () =>
        {
            using var source = new CancellationTokenSource();
            using CancellationTokenRegistration registration = source.Token.Register(static () => { });
            await source.CancelAsync();
        },
        ["Parallel.ForAsync"] = async () => await Parallel.ForAsync(0, 2, static (_, _) => ValueTask.CompletedTask),
        ["TaskCompletionSource.SetResult (ContinueWith)"] = async () =>
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task after = source.Task.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            source.SetResult();
            await after;
        },
        ["TaskCompletionSource.SetResult (ConfigureAwait)"] = async () =>
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task waits = WaitAway(source.Task);
            source.SetResult();
            await waits;
        },
    };

    [Theory]
    [MemberData(nameof(Escapes))]
    public void Escape_FailsWithItsApiAndLine(string api)
    {
        ScheduleFailedException failed = Fail(s_escapes[api]);
        Assert.Contains("OutsideTests.cs:", failed.Message);
        Assert.Contains(api.Split(' ')[0], failed.Message);
    }

    [Fact]
    public void Thread_IsSeenByTheGate()
    {
        ScheduleFailedException failed = Fail(async () =>
        {
            var done = new TaskCompletionSource();
            new Thread(() => done.SetResult()) { Name = "mine" }.Start();
            await done.Task;
        });
        Assert.Contains("another thread", failed.Message);
    }

    [Fact]
    public void DelayWithoutProvider_IsNamed()
    {
        ScheduleFailedException failed = Fail(() => Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None));
        Assert.Contains("Task.Delay without a provider", failed.Message);
    }

    [Fact]
    public void BlockingJob_IsATurn_InEveryOrder()
    {
        var orders = new HashSet<string>();
        ExplorationReport report = Explore.Run(
            async () =>
            {
                string order = "";
                JoinHandle job = Blocking.Spawn(() => { order += "j"; });
                JoinHandle task = LitenTask.Spawn(async () => { order += "t"; });
                Assert.Equal(3, await Blocking.Spawn(static () => 3));
                await LitenTask.WhenAll(job, task);
                lock (orders)
                {
                    orders.Add(order);
                }
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });

        Assert.True(report.IsComplete);
        Assert.Equal(["jt", "tj"], orders.Order());
    }

    [Fact]
    public void BlockingJob_AbortedBeforeItsTurn_NeverRuns() => Explore.Run(async () =>
    {
        bool hasRun = false;
        JoinHandle job = Blocking.Spawn(() => { hasRun = true; });
        await LitenTask.Yield();
        job.Abort();
        JoinResult result = await job.JoinAsync();
        Assert.Equal(hasRun, !result.IsAborted);
    });

    [Fact]
    public void BlockingJob_ThatWaitsForATurn_IsNamed()
    {
        ScheduleFailedException failed = Fail(async () =>
        {
            using var goOn = new ManualResetEventSlim();
            JoinHandle job = Blocking.Spawn(goOn.Wait);
            await LitenTask.Yield();
            goOn.Set();
            await job;
        });
        Assert.Contains("blocks the only thread", failed.Message);
        Assert.Contains("OutsideTests.cs:", failed.Message);
    }

    [Fact]
    public void AnotherRuntime_IsNamed()
    {
        ScheduleFailedException failed = Fail(async () =>
        {
            Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();
            runtime.Shutdown(TimeSpan.Zero);
            await Task.Yield();
        });
        Assert.Contains("A runtime is built", failed.Message);
        Assert.Contains("OutsideTests.cs:", failed.Message);
    }

    [Fact]
    public void Result_OfATaskThatCannotEnd_IsADeadlockWithItsLine()
    {
        ScheduleFailedException failed = Fail(async () =>
        {
            await Task.Yield();
            _ = Later().Result;
        });
        Assert.Contains("blocks the only thread", failed.Message);
        Assert.Contains("OutsideTests.cs:", failed.Message);

        static async Task<int> Later()
        {
            await Task.Yield();
            return 1;
        }
    }

    [Fact]
    public void SemaphoreThatBlocks_IsNamed()
    {
        ScheduleFailedException failed = Fail(() =>
        {
            using var semaphore = new SemaphoreSlim(0);
            semaphore.Wait(CancellationToken.None);
            return Task.CompletedTask;
        });
        Assert.Contains("blocks the only thread", failed.Message);
    }

    [Fact]
    public void UncontendedLocks_AreNoEscape()
        => Explore.Run(
            async () =>
            {
                var gate = new Lock();
                var old = new object();
                using var semaphore = new SemaphoreSlim(1);
                lock (gate)
                {
                    lock (old)
                    {
                        semaphore.Wait(CancellationToken.None);
                    }
                }

                await Task.Yield();
                semaphore.Release();
            },
            new ExploreOptions { Schedules = 20 });

    [Fact]
    public void HomeGames_AreNoEscape()
        => Explore.Run(
            async () =>
            {
                await Task.Yield();
                var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var semaphore = new SemaphoreSlim(0);
                var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
                Task all = Task.WhenAll(Await(source.Task), Take(), Read());
                source.SetResult();
                semaphore.Release();
                channel.Writer.TryWrite(1);
                await all;

                static async Task Await(Task task) => await task;

                async Task Take() => await semaphore.WaitAsync();

                async Task Read() => await channel.Reader.ReadAsync();
            },
            new ExploreOptions { Schedules = 200 });

    [Fact]
    public void AbortedTask_CancelsItsTokenOnTheOneThread()
        => Explore.Run(
            async () =>
            {
                int thread = Environment.CurrentManagedThreadId;
                int ranOn = 0;
                JoinHandle task = LitenTask.Spawn(async () =>
                {
                    using CancellationTokenRegistration registration =
                        LitenTask.Current.CancellationToken.Register(() => ranOn = Environment.CurrentManagedThreadId);
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                });
                await LitenTask.Yield();
                task.Abort();
                await task.JoinAsync();
                await TestRun.Current.Idle();
                Assert.True(ranOn == 0 || ranOn == thread);
            },
            new ExploreOptions { Schedules = 100 });

    [Fact]
    public void Allowed_RunsToItsEnd_AndSaysThatItCannotBeReplayed()
    {
        var options = new ExploreOptions { Outside = OutsideRule.Allow, Schedules = 200 };
        Explore.Run(async () => Assert.Equal(3, await Task.Run(static () => 3)), options);

        var failed = Assert.Throws<ScheduleFailedException>(
            () => Explore.Run(async () => Assert.Equal(4, await Task.Run(static () => 3)), options));
        Assert.Contains("Not replayable", failed.Message);
        Assert.Empty(failed.Replay);
    }

    private static async Task WaitAway(Task task) => await task.ConfigureAwait(false);

    private static ScheduleFailedException Fail(Func<Task> body)
    {
        var failed = Assert.Throws<ScheduleFailedException>(
            () => Explore.Run(body, new ExploreOptions { Schedules = 5 }));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        Assert.Equal(ScheduleFailure.Outside, failed.Failure);
        return failed;
    }
}
