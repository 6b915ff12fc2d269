#pragma warning disable xUnit1051 // A wait here ends by its giver.

using System.Runtime.CompilerServices;

namespace Liten.Tests.Field;

/// <summary>No outcome is changed, and no exception vanishes, from wherever it comes.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly List<UnhandledExceptionInfo> _reports = [];
    private readonly RuntimeUnderTest _it;

    public OutcomeTests() => _it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(Note));

    public static TheoryData<string> Bridges => ["handle", "call", "call as ValueTask", "call that never suspended"];

    public void Dispose() => _it.Dispose();

    [Theory]
    [MemberData(nameof(Bridges))]
    public async Task Bridge_CancellationWithACause_HandsOnTheExceptionItself(string bridge)
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var thrown = new TaskCanceledException("too late", new TimeoutException(), source.Token) { Data = { ["attempt"] = 3 } };

        Task task = BridgeOf(bridge, thrown);
        Exception seen = await Assert.ThrowsAsync<TaskCanceledException>(() => task);

        Assert.Same(thrown, seen);
        Assert.True(task.IsCanceled);
        Assert.Equal(3, seen.Data["attempt"]);
        Assert.Contains(nameof(ThrowNow), seen.StackTrace, StringComparison.Ordinal);
        Assert.Equal(source.Token, ((OperationCanceledException)seen).CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Bridges))]
    public async Task Bridge_Failure_HandsOnTheExceptionItself(string bridge)
    {
        var thrown = new FormatException("no number", new OverflowException());
        Task task = BridgeOf(bridge, thrown);

        Assert.Same(thrown, await Assert.ThrowsAsync<FormatException>(() => task));
        Assert.True(task.IsFaulted);
        Assert.Contains(nameof(ThrowNow), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Task_EndsByItsOwnToken_IsCanceledAndNotReported()
    {
        Drop(() => Patience.Join(CanceledByItsOwnToken()) is { IsCanceled: true, IsFaulted: false, IsAborted: false, IsSuccess: false });
        Drop(() => CanceledByItsOwnToken() is not null);
        CollectUntil(() => true);
        _it.Run(async () => await LitenTask.Yield());

        Assert.Empty(_reports);
        Assert.Equal(0, _it.Metrics.UnhandledExceptions);
    }

    [Fact]
    public void Calls_ThatNobodyAwaits_AreReportedOnceEach()
    {
        long id = 0;
        _it.Run(async () =>
        {
            id = LitenTask.Current.Id;
            ForgetBoth();
            await LitenTask.Yield();
            await LitenTask.Yield();
        });
        CollectUntil(() => _reports.Count >= 2);

        Assert.Equal(["at once", "later"], _reports.Select(static report => report.Exception.Message).Order());
        Assert.All(_reports, report => Assert.Equal((id, "a call that nobody awaited"), (report.Task!.Value.Id, report.Origin)));
        Assert.Equal(2, _it.Metrics.UnhandledExceptions);
    }

    [Fact]
    public void Calls_ThatSomebodyAwaits_AreNotReported()
    {
        _it.Run(async () =>
        {
            await Assert.ThrowsAsync<FormatException>(async () => await FailLater());
            await Assert.ThrowsAsync<FormatException>(async () => await FailAtOnce());
            await Assert.ThrowsAsync<FormatException>(async () => await LitenTask.WhenAll(FailLater(), FailAtOnce()));
        });
        CollectUntil(() => true);

        Assert.Empty(_reports);
    }

    [Fact]
    public void Callback_OnTheTokenOfATask_ThatThrows_IsReported()
    {
        using var registered = new ManualResetEventSlim();
        JoinHandle task = _it.Runtime.Spawn(async () =>
        {
            LitenTask.Current.CancellationToken.Register(static () => throw new FormatException("in a callback"));
            registered.Set();
            await Time.Sleep(Timeout.InfiniteTimeSpan);
        });
        _it.WaitFor(registered, "the registration");
        task.Abort();
        _it.Outcome(task);
        _it.WaitUntil(() => _it.Metrics.UnhandledExceptions == 1, "the report");

        lock (_reports)
        {
            Assert.Equal("in a callback", Assert.Single(_reports).Exception.Message);
        }
    }

    [Theory]
    [InlineData("post")]
    [InlineData("timer")]
    [InlineData("async void")]
    [InlineData("dropped task")]
    [InlineData("dropped call")]
    public void WithoutAHook_DotNetsUnobservedTaskExceptionHearsOfIt(string origin)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        string message = Guid.NewGuid().ToString();
        int heard = 0;
        TaskScheduler.UnobservedTaskException += Listen;
        try
        {
            ThrowFrom(it, origin, message);
            CollectUntil(() => Volatile.Read(ref heard) > 0);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Listen;
        }

        Assert.Equal(1, heard);
        Assert.Equal(1, it.Metrics.UnhandledExceptions);

        void Listen(object? sender, UnobservedTaskExceptionEventArgs unobserved)
        {
            if (unobserved.Exception.InnerException?.Message == message)
            {
                Interlocked.Increment(ref heard);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFrom(RuntimeUnderTest it, string origin, string message)
    {
        switch (origin)
        {
            case "post":
                it.Runtime.SynchronizationContext.Post(_ => throw new FormatException(message), null);
                break;
            case "timer":
                it.Runtime.TimeProvider.CreateTimer(_ => throw new FormatException(message), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                break;
            case "async void":
                it.Run(async () => ThrowVoid(message));
                break;
            case "dropped task":
                it.Runtime.Spawn(async LitenTask () => throw new FormatException(message));
                break;
            default:
                it.Run(async () => { _ = Throw(message); });
                break;
        }

        static async LitenTask Throw(string message) => throw new FormatException(message);

        static async void ThrowVoid(string message)
        {
            await Task.Yield();
            throw new FormatException(message);
        }
    }

    private static void ThrowNow(Exception exception) => throw exception;

    private static async LitenTask FailLater()
    {
        await LitenTask.Yield();
        throw new FormatException("later");
    }

    private static async LitenTask FailAtOnce() => throw new FormatException("at once");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForgetBoth()
    {
        _ = FailLater();
        _ = FailAtOnce();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Func<bool> make) => Assert.True(make());

    private static void CollectUntil(Func<bool> condition)
    {
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return condition();
            },
            Patience.Limit));
    }

    private Task BridgeOf(string bridge, Exception thrown)
    {
        return bridge switch
        {
            "handle" => _it.Runtime.Spawn(async () => await Fail(suspends: true)).AsTask(),
            "call" => Fail(suspends: true).AsTask(),
            "call as ValueTask" => Fail(suspends: true).AsValueTask().AsTask(),
            _ => Fail(suspends: false).AsTask(),
        };

        async LitenTask Fail(bool suspends)
        {
            if (suspends)
            {
                await LitenTask.Yield();
            }

            ThrowNow(thrown);
        }
    }

    private JoinHandle CanceledByItsOwnToken()
    {
        var source = new CancellationTokenSource();
        JoinHandle task = _it.Runtime.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan, source.Token));
        source.Cancel();
        return task;
    }

    private void Note(UnhandledExceptionInfo report)
    {
        lock (_reports)
        {
            _reports.Add(report);
        }
    }
}
