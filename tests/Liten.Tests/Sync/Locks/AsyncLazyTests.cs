#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>A value that is made once, by a task of its own: in a runtime whose every turn the test runs.</summary>
public sealed class AsyncLazyTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly List<string> _log = [];
    private readonly Queue<OneshotSender<int>> _attempts = [];
    private readonly AsyncLazy<int> _lazy;
    private CancellationToken _token;

    public AsyncLazyTests() => _lazy = new AsyncLazy<int>(MakeAsync);

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void GetAsync_SeveralCallers_FactoryRunsOnceAsATaskOfItsOwn()
    {
        Assert.Equal("AsyncLazy<Int32> (not begun, 0 waiting)", _lazy.ToString());
        JoinHandle<int>[] callers = [.. new[] { "a", "b", "c" }.Select(name => _runtime.Begin(() => GetAndLog(name)))];
        Assert.Equal("AsyncLazy<Int32> (being made, 3 waiting)", _lazy.ToString());
        Assert.False(_lazy.IsCompleted);
        Assert.False(_lazy.TryGetValue(out _));
        Assert.Single(_attempts);

        _attempts.Dequeue().TrySend(7);
        _runtime.RunAll();

        Assert.All(callers, caller => Assert.Equal(7, caller.Result()));
        Assert.Equal(["made by AsyncLazy<Int32>", "a", "b", "c"], _log);
        Assert.True(_lazy.IsCompleted);
        Assert.True(_lazy.TryGetValue(out int value));
        Assert.Equal(7, value);
        Assert.Equal(7, _lazy.GetAsync().Take());
        Assert.Equal("AsyncLazy<Int32> (7)", _lazy.ToString());
        Assert.False(_token.IsCancellationRequested);
    }

    [Fact]
    public void GetAsync_Done_AllocatesNothing()
    {
        var lazy = new AsyncLazy<string>(static _ => LitenTask.FromResult("value"));
        JoinHandle<string> caller = _runtime.Begin(async () => await lazy);
        Assert.Equal("value", caller.Result());
        AllocationMeter.AssertNone(() => lazy.GetAsync().Take());
    }

    [Fact]
    public void GetAsync_OutsideOfEveryRuntime_RunsOnTheThreadPool()
    {
        var lazy = new AsyncLazy<bool>(static async _ =>
        {
            await LitenTask.Yield();
            return Thread.CurrentThread.IsThreadPoolThread;
        });
        Task<bool[]> values = Task.Run(() => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lazy.GetAsync().AsTask())));
        Assert.All(Patience.Get(values), Assert.True);

        var failing = new AsyncLazy<int>(static _ => throw new FormatException());
        Task<int> failure = Task.Run(() => failing.GetAsync().AsTask());
        Assert.Throws<FormatException>(() => Patience.Get(failure));

        // The last one leaves here, too.
        using var cancellation = new CancellationTokenSource();
        CancellationToken seen = default;
        using var begun = new ManualResetEventSlim();
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        var slow = new AsyncLazy<int>(token =>
        {
            seen = token;
            begun.Set();
            return receiver.ReceiveAsync(CancellationToken.None);
        });
        Task<int> leaving = Task.Run(() => slow.GetAsync(cancellation.Token).AsTask());
        Patience.Wait(begun, "the factory's begin");
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Patience.Get(leaving));
        Assert.True(seen.IsCancellationRequested);
        sender.Dispose();
    }

    [Fact]
    public void Edge28_Failure_ReachesThoseWhoWaitAndTheNextCallerRetries()
    {
        JoinHandle<int> first = _runtime.Begin(() => GetAndLog("a"));
        JoinHandle<int> second = _runtime.Begin(() => GetAndLog("b"));

        _attempts.Dequeue().Dispose();
        _runtime.RunAll();

        Assert.Throws<OneshotClosedException>(() => first.Result());
        Assert.Throws<OneshotClosedException>(() => second.Result());
        Assert.False(_lazy.IsCompleted);
        Assert.Empty(_attempts);

        JoinHandle<int> next = _runtime.Begin(() => GetAndLog("c"));
        _attempts.Dequeue().TrySend(1);
        _runtime.RunAll();
        Assert.Equal(1, next.Result());
    }

    [Fact]
    public void Edge28_FactoryThatThrowsAtOnce_FailsInTheAwait()
    {
        var lazy = new AsyncLazy<int>(static _ => throw new FormatException());
        JoinHandle<int> caller = _runtime.Begin(async () => await lazy.GetAsync());
        _runtime.RunAll();
        Assert.Throws<FormatException>(() => caller.Result());
        Assert.Throws<ArgumentNullException>(() => new AsyncLazy<int>(null!));
    }

    [Fact]
    public void Edge28_OneCallersCancel_DoesNotRestartIt()
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle<int> first = _runtime.Begin(() => GetAndLog("a", cancellation.Token));
        JoinHandle<int> second = _runtime.Begin(() => GetAndLog("b"));

        cancellation.Cancel();
        _runtime.RunAll();

        Assert.Throws<OperationCanceledException>(() => first.Result());
        Assert.False(_token.IsCancellationRequested);
        Assert.Single(_attempts);
        _attempts.Dequeue().TrySend(3);
        _runtime.RunAll();
        Assert.Equal(3, second.Result());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edge28_AllHaveLeft_TheTokenFires(bool byAbort)
    {
        using var cancellation = new CancellationTokenSource();
        JoinHandle<int>[] callers = [.. new[] { "a", "b" }.Select(name => _runtime.Begin(() => GetAndLog(name, cancellation.Token)))];
        Assert.False(_token.IsCancellationRequested);

        callers[0].Abort();
        _runtime.RunAll();
        Assert.False(_token.IsCancellationRequested);
        if (byAbort)
        {
            callers[1].Abort();
        }
        else
        {
            cancellation.Cancel();
        }

        Assert.True(_token.IsCancellationRequested);
        EndAttempt();
        Assert.Equal("AsyncLazy<Int32> (not begun, 0 waiting)", _lazy.ToString());
        Assert.All(callers, caller => Assert.ThrowsAny<OperationCanceledException>(() => caller.Result()));
    }

    [Fact]
    public void Edge28_CallerWhileAnAbandonedFactoryEnds_GetsANewAttempt()
    {
        using var cancellation = new CancellationTokenSource();
        _runtime.Begin(() => GetAndLog("a", cancellation.Token));
        cancellation.Cancel();
        LitenTask<int> late = _lazy.GetAsync();
        Assert.Single(_attempts);

        EndAttempt();

        Assert.False(late.IsCompleted);
        Assert.False(_token.IsCancellationRequested);
        _attempts.Dequeue().TrySend(5);
        _runtime.RunAll();
        Assert.Equal(5, late.Take());
    }

    [Fact]
    public void Edge28_AbandonedFactoryThatSucceeds_IsNotWasted()
    {
        using var cancellation = new CancellationTokenSource();
        var sent = Oneshot.Create<int>();
        var lazy = new AsyncLazy<int>(_ => sent.Receiver.ReceiveAsync(CancellationToken.None));
        _runtime.Begin(async () => await lazy.GetAsync(cancellation.Token));
        cancellation.Cancel();
        LitenTask<int> late = lazy.GetAsync();
        sent.Sender.TrySend(9);
        _runtime.RunAll();
        Assert.Equal(9, late.Take());
        Assert.Equal(9, lazy.GetAsync().Take());
    }

    [Fact]
    public void GetAsync_CancelledToken_BeginsNothing()
    {
        _lazy.GetAsync(new CancellationToken(canceled: true)).AssertCancelled();
        _runtime.RunAll();
        Assert.Empty(_attempts);
    }

    [Fact]
    public void GetAsync_FactorysTaskIsAbortedBeforeItBegins_WaitersHearOfIt()
    {
        LitenTask<int> wait = _lazy.GetAsync();
        Assert.Single(_runtime.Host.LiveTasks(), task => task.Name == "AsyncLazy<Int32>").Abort();
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => wait.Take());
        Assert.Empty(_attempts);
        Assert.Equal("AsyncLazy<Int32> (not begun, 0 waiting)", _lazy.ToString());
    }

    [Fact]
    public void GetAsync_AfterItsRuntimeHasEnded_FactoryGoesToTheThreadPool()
    {
        var lazy = new AsyncLazy<int>(static _ => LitenTask.FromResult(2));
        int value = 0;
        Patience.OnThread(() =>
        {
            Runtime.CreateBuilder().WorkerThreads(1).Build().Dispose();
            value = Patience.Get(lazy.GetAsync().AsTask());
        });
        Assert.Equal(2, value);
    }

    [Fact]
    public void Stress_CancelAndFailure_OneFactoryAtATimeAndOneValue()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        for (int round = 0; round < 200; round++)
        {
            int running = 0;
            int attempts = 0;
            var lazy = new AsyncLazy<int>(async token =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                int attempt = Interlocked.Increment(ref attempts);
                await LitenTask.Yield();
                Interlocked.Decrement(ref running);
                token.ThrowIfCancellationRequested();
                return attempt < 3 ? throw new FormatException() : attempt;
            });
            int seed = round;
            JoinHandle<int>[] callers = [.. Enumerable.Range(0, 6).Select(i => it.Runtime.Spawn(() => GetUntilThere(lazy, new Random(seed + i))))];
            int[] values = [.. callers.Select(caller => Patience.Get(caller))];
            Assert.Single(values.Distinct());
            Assert.True(lazy.TryGetValue(out int value));
            Assert.Equal(value, values[0]);
        }

        static async LitenTask<int> GetUntilThere(AsyncLazy<int> lazy, Random random)
        {
            while (true)
            {
                var source = new CancellationTokenSource();
                if (random.Next(3) == 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), source, preferLocal: false);
                }

                try
                {
                    return await lazy.GetAsync(source.Token);
                }
                catch (Exception exception) when (exception is FormatException or OperationCanceledException)
                {
                }
            }
        }
    }

    /// <summary>The attempt's code ends as its token asks it to.</summary>
    private void EndAttempt()
    {
        _runtime.RunAll();
        OneshotSender<int> attempt = _attempts.Dequeue();
        attempt.Dispose();
        _runtime.RunAll();
    }

    private async LitenTask<int> MakeAsync(CancellationToken token)
    {
        _token = token;
        _log.Add($"made by {LitenTask.Current.Name}");
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        _attempts.Enqueue(sender);
        return await receiver.ReceiveAsync(CancellationToken.None);
    }

    private async LitenTask<int> GetAndLog(string name, CancellationToken cancellationToken = default)
    {
        int value = await _lazy.GetAsync(cancellationToken);
        _log.Add(name);
        return value;
    }
}
