#pragma warning disable xUnit1031 // What is waited for is under test, and has a limit.

namespace Liten.Tests.Conformance;

/// <summary>What a timer of a TimeProvider does around its callback and at its end.</summary>
public abstract class TimerLifeContract : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private readonly Subject _subject;

    private protected TimerLifeContract(Func<Subject> start) => _subject = start();

    public void Dispose() => _subject.Dispose();

    [Fact]
    public void Callback_GetsItsState()
    {
        object state = new();
        var seen = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using ITimer timer = _subject.TimeProvider.CreateTimer(seen.SetResult, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Same(state, Patience.Get(seen.Task));
    }

    [Theory]
    [InlineData(false, "the creator's")]
    [InlineData(true, null)]
    public void Callback_RunsInTheContextOfTheTimersCreator_UnlessSuppressed(bool suppressed, string? expected)
    {
        var local = new AsyncLocal<string?> { Value = "the creator's" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        ITimer timer;
        using (AsyncFlowControl? flow = suppressed ? ExecutionContext.SuppressFlow() : null)
        {
            timer = Create(_ => seen.SetResult(local.Value), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        local.Value = "who changes it";
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Equal(expected, Patience.Get(seen.Task));
        timer.Dispose();
    }

    [Fact]
    public void Callback_ChangesTheContext_TheNextOneDoesNotSeeIt()
    {
        var local = new AsyncLocal<string?>();
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        using ITimer timer = Create(
            _ =>
            {
                if (Interlocked.Increment(ref calls) == 2)
                {
                    seen.SetResult(local.Value);
                }

                local.Value = "poison";
            },
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(1));

        Assert.Null(Patience.Get(seen.Task));
    }

    [Fact]
    public void Callback_SlowerThanThePeriod_IsFollowedByOthers()
    {
        using var first = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        using var later = new ManualResetEventSlim();
        int calls = 0;
        ITimer timer = Create(
            _ =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    first.Set();
                    Patience.Wait(mayReturn, "the end of the slow callback");
                }
                else if (mayReturn.IsSet)
                {
                    later.Set();
                }
            },
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(1));

        Patience.Wait(first, "the first callback");
        mayReturn.Set();
        Patience.Wait(later, "a later callback");
        Patience.Wait(timer.DisposeAsync().AsTask());
    }

    [Fact]
    public void Dispose_Again_ChangesNothing()
    {
        ITimer timer = Create(static _ => { }, s_hour, s_hour);
        timer.Dispose();
        timer.Dispose();

        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        timer.Dispose();
    }

    [Fact]
    public void Change_AfterDispose_SaysSoAndStillRefusesWrongTimes()
    {
        int calls = 0;
        ITimer timer = Create(_ => calls++, s_hour, s_hour);
        Assert.True(timer.Change(s_hour, s_hour));
        timer.Dispose();

        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.False(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => timer.Change(TimeSpan.MinValue, s_hour));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => timer.Change(s_hour, TimeSpan.MinValue));
        Assert.Equal(0, calls);
    }

    [Fact]
    public void DisposeAsync_WhileACallbackRuns_CompletesAfterIt()
    {
        using var begun = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        bool returned = false;
        ITimer timer = Create(
            _ =>
            {
                begun.Set();
                Patience.Wait(mayReturn, "the end of the callback");
                Volatile.Write(ref returned, true);
            },
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
        Patience.Wait(begun, "the callback");

        Task disposed = timer.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        mayReturn.Set();
        Patience.Wait(disposed, "the disposal");

        Assert.True(Volatile.Read(ref returned));
    }

    [Fact]
    public void Dispose_WhileACallbackRuns_DoesNotWaitForIt()
    {
        using var begun = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        using var returns = new ManualResetEventSlim();
        ITimer timer = Create(
            _ =>
            {
                begun.Set();
                Patience.Wait(mayReturn, "the end of the callback");
                returns.Set();
            },
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
        Patience.Wait(begun, "the callback");

        timer.Dispose();
        Assert.False(returns.IsSet);
        mayReturn.Set();
        Patience.Wait(returns, "the end of the callback");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Callback_DisposesItsOwnTimer_ItDoesNotFireAgain(bool asynchronously)
    {
        int calls = 0;
        ITimer? timer = null;
        var disposed = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        timer = Create(
            _ =>
            {
                Interlocked.Increment(ref calls);
                Task end = Task.CompletedTask;
                if (asynchronously)
                {
                    end = timer!.DisposeAsync().AsTask();
                }
                else
                {
                    timer!.Dispose();
                }

                disposed.SetResult(end);
            },
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Patience.Wait(Patience.Get(disposed.Task), "the disposal");
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        Assert.Equal(1, calls);
    }

    private ITimer Create(TimerCallback callback, TimeSpan dueTime, TimeSpan period)
        => _subject.TimeProvider.CreateTimer(callback, null, dueTime, period);

    public sealed class OfNet() : TimerLifeContract(Subjects.Net);

    public sealed class OfOneWorker() : TimerLifeContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : TimerLifeContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : TimerLifeContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : TimerLifeContract(Subjects.CurrentThread);
}
