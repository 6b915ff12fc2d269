#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Conformance;

/// <summary>A TimeProvider's clock, and what .NET builds on its timers.</summary>
public abstract class TimeProviderContract : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private readonly Subject _subject;

    private protected TimeProviderContract(Func<Subject> start) => _subject = start();

    private TimeProvider Provider => _subject.TimeProvider;

    public void Dispose() => _subject.Dispose();

    [Fact]
    public void Timestamps_NeverGoBack_AndCountInTheFrequency()
    {
        long frequency = Provider.TimestampFrequency;
        long first = Provider.GetTimestamp();
        long second = Provider.GetTimestamp();

        Assert.True(frequency > 0);
        Assert.True(second >= first);
        Assert.Equal(TimeSpan.FromSeconds(3), Provider.GetElapsedTime(first, first + (3 * frequency)));
        Assert.Equal(TimeSpan.FromSeconds(-3), Provider.GetElapsedTime(first, first - (3 * frequency)));
        Assert.Equal(TimeSpan.Zero, Provider.GetElapsedTime(first, first));
        Assert.True(Provider.GetElapsedTime(first) >= Provider.GetElapsedTime(first, second));
    }

    [Fact]
    public void Time_IsTheSystems()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        DateTimeOffset now = Provider.GetUtcNow();
        DateTimeOffset after = DateTimeOffset.UtcNow;

        Assert.InRange(now, before, after);
        Assert.Equal(TimeSpan.Zero, now.Offset);
        Assert.Equal(TimeZoneInfo.Local, Provider.LocalTimeZone);
        Assert.Equal(TimeZoneInfo.Local.GetUtcOffset(now), Provider.GetLocalNow().Offset);
    }

    [Fact]
    public void TaskDelay_EndsOrIsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Task endless = Task.Delay(Timeout.InfiniteTimeSpan, Provider, cancellation.Token);
        Task long_ = Task.Delay(s_hour, Provider, cancellation.Token);
        Assert.True(Task.Delay(TimeSpan.Zero, Provider).IsCompletedSuccessfully);
        Patience.Wait(Task.Delay(s_short, Provider, cancellation.Token));
        Assert.False(endless.IsCompleted || long_.IsCompleted);

        cancellation.Cancel();

        Assert.True(endless.IsCanceled && long_.IsCanceled);
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => { _ = Task.Delay(TimeSpan.FromMilliseconds(-2), Provider); });
    }

    [Fact]
    public void CancellationTokenSource_CancelsWhenItIsDue()
    {
        using var cancelled = new ManualResetEventSlim();
        using var source = new CancellationTokenSource(s_hour, Provider);
        using CancellationTokenRegistration registration = source.Token.Register(cancelled.Set);
        source.CancelAfter(Timeout.InfiniteTimeSpan);
        source.CancelAfter(s_short);
        Patience.Wait(cancelled, "the cancellation");
        Assert.True(source.IsCancellationRequested);
        Assert.False(source.TryReset());
    }

    [Fact]
    public void PeriodicTimer_TicksUntilItIsDisposed()
    {
        var timer = new PeriodicTimer(s_short, Provider);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(Patience.Get(timer.WaitForNextTickAsync().AsTask()));
        }

        timer.Period = s_hour;
        Assert.Equal(s_hour, timer.Period);
        using var cancellation = new CancellationTokenSource();
        while (timer.WaitForNextTickAsync(cancellation.Token) is var tick)
        {
            if (tick.IsCompleted)
            {
                // A tick of the old period that nobody has taken.
                Assert.True(Patience.Get(tick.AsTask()));
                continue;
            }

            cancellation.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => Patience.Get(tick.AsTask()));
            break;
        }

        Task<bool> last = timer.WaitForNextTickAsync().AsTask();
        timer.Dispose();
        Assert.False(Patience.Get(last));
    }

    [Fact]
    public void WaitAsync_TimesOutOrGivesTheResult()
    {
        var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Throws<TimeoutException>(() => Patience.Get(source.Task.WaitAsync(s_short, Provider)));
        Task<int> wait = source.Task.WaitAsync(s_hour, Provider);
        source.SetResult(5);
        Assert.Equal(5, Patience.Get(wait));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => { _ = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(-2), Provider); });
    }

    [Fact]
    public void ManyTimersFromManyThreads_EachFiresOnce()
    {
        const int Timers = 400;
        int[] fired = new int[Timers];
        using var all = new CountdownEvent(Timers);
        ITimer[] timers = new ITimer[Timers];
        Parallel.For(0, Timers, i => timers[i] = Provider.CreateTimer(
            _ =>
            {
                if (Interlocked.Increment(ref fired[i]) == 1)
                {
                    all.Signal();
                }
            },
            null,
            TimeSpan.FromMilliseconds(i % 7),
            Timeout.InfiniteTimeSpan));

        Assert.True(all.Wait(Patience.Limit));
        Array.ForEach(timers, static timer => timer.Dispose());
        Assert.All(fired, static count => Assert.Equal(1, count));
    }

    public sealed class OfNet() : TimeProviderContract(Subjects.Net);

    public sealed class OfOneWorker() : TimeProviderContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : TimeProviderContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : TimeProviderContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : TimeProviderContract(Subjects.CurrentThread);
}
