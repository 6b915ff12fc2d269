#pragma warning disable xUnit1051 // A wait here has a limit.

namespace Liten.Tests.Conformance;

/// <summary>Which due times and periods a TimeProvider's timers take, and what they mean.</summary>
public abstract class TimerTimesContract : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private readonly Subject _subject;
    private int _calls;

    private protected TimerTimesContract(Func<Subject> start) => _subject = start();

    /// <summary>In ticks: what .NET cuts to no millisecond at all, so to zero.</summary>
    public static TheoryData<long> AtOnce => [0, -1, -9_000, -9_999];

    /// <summary>In ticks: what .NET cuts to the one millisecond below zero that is infinite.</summary>
    public static TheoryData<long> Endless => [-10_000, -10_001, -15_000, -19_999];

    public static TheoryData<long> Refused =>
        [-20_000, -30_000, long.MinValue, uint.MaxValue * TimeSpan.TicksPerMillisecond, long.MaxValue];

    public static TheoryData<long> Longest
        => [(uint.MaxValue - 1L) * TimeSpan.TicksPerMillisecond, (uint.MaxValue * TimeSpan.TicksPerMillisecond) - 1];

    private TimeProvider Provider => _subject.TimeProvider;

    public void Dispose() => _subject.Dispose();

    [Fact]
    public void NullCallback_IsRefusedBeforeWrongTimes()
        => Assert.Throws<ArgumentNullException>("callback", () => Provider.CreateTimer(null!, null, -s_hour, -s_hour));

    [Theory]
    [MemberData(nameof(Refused))]
    public void WrongTime_IsRefusedByItsName(long ticks)
    {
        TimeSpan wrong = new(ticks);
        using ITimer timer = Create(s_hour, s_hour);

        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => Create(wrong, s_hour));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => Create(s_hour, wrong));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => timer.Change(wrong, wrong));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => timer.Change(s_hour, wrong));
    }

    [Theory]
    [MemberData(nameof(Longest))]
    public void LongestTime_IsTakenAndDoesNotFire(long ticks)
    {
        TimeSpan longest = new(ticks);
        using (ITimer made = Create(longest, longest))
        using (ITimer changed = Create(s_hour, s_hour))
        {
            Assert.True(made.Change(longest, longest));
            Assert.True(changed.Change(longest, longest));
            LetOthersFire();
        }

        Assert.Equal(0, _calls);
    }

    [Theory]
    [MemberData(nameof(AtOnce))]
    public void DueTime_ZeroOrSlightlyBelow_FiresAtOnce(long ticks)
    {
        using var fired = new ManualResetEventSlim();
        using ITimer timer = Create(_ => fired.Set(), new TimeSpan(ticks), Timeout.InfiniteTimeSpan);
        Patience.Wait(fired, "the new timer");

        fired.Reset();
        Assert.True(timer.Change(new TimeSpan(ticks), Timeout.InfiniteTimeSpan));
        Patience.Wait(fired, "the changed timer");
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void DueTime_InfiniteOrSlightlyBelow_DoesNotFire(long ticks)
    {
        TimeSpan endless = new(ticks);
        using (ITimer made = Create(endless, TimeSpan.Zero))
        using (ITimer changed = Create(s_hour, s_hour))
        {
            Assert.True(changed.Change(endless, s_hour));
            LetOthersFire();
        }

        Assert.Equal(0, _calls);
    }

    [Theory]
    [MemberData(nameof(AtOnce))]
    [MemberData(nameof(Endless))]
    public void Period_NoneOrInfinite_FiresOnce(long ticks)
    {
        using var fired = new ManualResetEventSlim();
        using (ITimer timer = Create(_ => Note(fired), TimeSpan.Zero, new TimeSpan(ticks)))
        {
            Patience.Wait(fired, "the timer");
            LetOthersFire();
        }

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Period_OfAMillisecond_FiresAgainAndAgain()
    {
        using var fired = new CountdownEvent(5);
        using ITimer timer = Create(_ => Signal(fired), TimeSpan.Zero, TimeSpan.FromMilliseconds(1));

        Assert.True(fired.Wait(Patience.Limit));
    }

    [Fact]
    public void Change_ToSoonerLaterAndNever_ReplacesTheWholePlan()
    {
        using var fired = new ManualResetEventSlim();
        ITimer timer = Create(_ => Note(fired), s_hour, s_hour);
        Assert.True(timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
        Patience.Wait(fired, "the timer that became due sooner");

        Assert.True(timer.Change(s_hour, TimeSpan.FromMilliseconds(1)));
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, TimeSpan.Zero));
        LetOthersFire();
        timer.Dispose();

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Change_InTheTimersOwnCallback_ArmsItAgain()
    {
        using var fired = new CountdownEvent(3);
        ITimer? timer = null;
        timer = Create(
            _ =>
            {
                if (!Signal(fired))
                {
                    timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                }
            },
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.True(fired.Wait(Patience.Limit));
        timer.Dispose();
    }

    private static bool Signal(CountdownEvent countdown)
    {
        try
        {
            return countdown.Signal();
        }
        catch (InvalidOperationException)
        {
            // A period goes on after the last one that is waited for.
            return true;
        }
    }

    private ITimer Create(TimeSpan dueTime, TimeSpan period) => Create(_ => Interlocked.Increment(ref _calls), dueTime, period);

    private ITimer Create(TimerCallback callback, TimeSpan dueTime, TimeSpan period)
        => Provider.CreateTimer(callback, null, dueTime, period);

    private void Note(ManualResetEventSlim fired)
    {
        Interlocked.Increment(ref _calls);
        fired.Set();
    }

    /// <summary>Timers that are due later than the one under test come to their end: it would have fired by now.</summary>
    private void LetOthersFire()
    {
        for (int i = 0; i < 3; i++)
        {
            using var fired = new ManualResetEventSlim();
            using ITimer timer = Create(_ => fired.Set(), TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan);
            Patience.Wait(fired, "another timer");
        }
    }

    public sealed class OfNet() : TimerTimesContract(Subjects.Net);

    public sealed class OfOneWorker() : TimerTimesContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : TimerTimesContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : TimerTimesContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : TimerTimesContract(Subjects.CurrentThread);
}
