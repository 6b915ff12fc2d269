#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Faults;

/// <summary>A clock that jumps, stands still, or goes back: as after a suspended machine, or with a wrong counter.</summary>
public sealed class ClockFaultTests : IDisposable
{
    private static readonly long s_start = (long)TimeSpan.FromDays(400).TotalNanoseconds;

    private readonly TaskLab _lab = new();
    private readonly List<string> _fired = [];

    public ClockFaultTests()
    {
        _lab.Clock.AdvanceTo(s_start);
        _lab.Timers.RunDue();
    }

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Clock_JumpsEightHours_WhatIsDueFiresOnceInOrderAndTheRestLater()
    {
        string[] names = ["1 ms", "1 s", "1 min", "1 h", "7 h", "9 h"];
        TimeSpan[] spans = [TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromHours(7), TimeSpan.FromHours(9)];
        foreach (int i in new[] { 3, 0, 5, 1, 4, 2 })
        {
            Sleep(spans[i], names[i]);
        }

        Advance(TimeSpan.FromHours(8));
        Assert.Equal(names[..5], _fired);

        Advance(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(names, _fired);
        Assert.Equal(0, _lab.Timers.Count);
    }

    [Fact]
    public void Clock_JumpsManyPeriods_PeriodicTimerCallsOnceAndKeepsItsRhythm()
    {
        using ITimer timer = new LitenTimeProvider(_lab.Runtime.Host).CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        Advance(TimeSpan.FromHours(8) + TimeSpan.FromSeconds(0.5));
        Assert.Equal(["tick"], _fired);

        Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal(["tick"], _fired);

        Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["tick", "tick"], _fired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 16)]
    [InlineData(3_600_000_000_000)]
    public void Clock_GoesBack_NothingFiresEarlyOrIsLost(long nanoseconds)
    {
        Sleep(TimeSpan.FromSeconds(1), "before");
        Advance(TimeSpan.FromSeconds(0.5));

        _lab.Clock.AdvanceTo(_lab.Clock.Nanoseconds - nanoseconds);
        Turn();
        Sleep(TimeSpan.FromSeconds(2), "after");
        long due = _lab.Clock.Nanoseconds + (long)TimeSpan.FromSeconds(2).TotalNanoseconds;
        Assert.Empty(_fired);

        _lab.Clock.AdvanceTo(s_start + (long)TimeSpan.FromSeconds(1).TotalNanoseconds + (1 << 16));
        Turn();
        Assert.Contains("before", _fired);

        _lab.Clock.AdvanceTo(Math.Max(_lab.Clock.Nanoseconds, due + (1 << 16)));
        Turn();
        Assert.Equal(["after", "before"], _fired.Order());
    }

    [Fact]
    public void Clock_StandsStill_NothingFiresAndCancellingStillEndsAWait()
    {
        using var source = new CancellationTokenSource();
        Sleep(TimeSpan.FromMilliseconds(1), "sleep");
        Sleep(TimeSpan.FromMilliseconds(1), "cancelled", source.Token);
        for (int i = 0; i < 100; i++)
        {
            Assert.False(_lab.Timers.RunDue());
        }

        source.Cancel();
        Turn();
        Assert.Equal(["cancelled: OperationCanceledException"], _fired);
    }

    [Fact]
    public void Clock_NearItsEnd_LongSleepsSaturateInsteadOfOverflowing()
    {
        _lab.Clock.AdvanceTo(long.MaxValue - (long)TimeSpan.FromHours(2).TotalNanoseconds);
        _lab.Timers.RunDue();
        using var source = new CancellationTokenSource();
        Sleep(TimeSpan.FromHours(1), "one hour", source.Token);
        Sleep(TimeSpan.FromHours(3), "beyond the end", source.Token);
        Sleep(TimeSpan.MaxValue, "longest", source.Token);
        Turn();
        Assert.Empty(_fired);

        Advance(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(["one hour"], _fired);

        source.Cancel();
        Turn();
        Assert.Equal(3, _fired.Count);
        Assert.Equal(0, _lab.Timers.Count);
    }

    private void Sleep(TimeSpan span, string name, CancellationToken token = default) => _lab.Runtime.Begin(async LitenTask<int> () =>
    {
        try
        {
            await Time.Sleep(span, token);
            _fired.Add(name);
        }
        catch (OperationCanceledException e)
        {
            _fired.Add($"{name}: {e.GetType().Name}");
        }

        return 0;
    });

    private void Advance(TimeSpan span)
    {
        _lab.Clock.Advance(span);
        Turn();
    }

    private void Turn()
    {
        _lab.Timers.RunDue();
        _lab.Runtime.RunAll();
        _lab.Timers.RunDue();
        _lab.Runtime.RunAll();
    }
}
