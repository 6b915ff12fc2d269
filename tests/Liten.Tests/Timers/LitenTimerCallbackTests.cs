namespace Liten.Tests.Timers;

/// <summary>Where a callback runs, in which context, and what becomes of its exception.</summary>
public sealed class LitenTimerCallbackTests : LitenTimerRig
{
    private static readonly AsyncLocal<string?> s_local = new();

    [Fact]
    public void Callback_Throws_GoesToTheHookAndThePeriodGoesOn()
    {
        using ITimer timer = _provider.CreateTimer(
            _ => { _calls++; throw new FormatException("callback"); }, null, s_second, s_second);

        Pass(s_second * 1.1);
        Pass(s_second);

        Assert.Equal(2, _calls);
        Assert.Equal(2, _unhandled.Count);
        Assert.All(_unhandled, info => Assert.IsType<FormatException>(info.Exception));
    }

    [Fact]
    public void Callback_ContextAtCreation_FlowsIntoIt()
    {
        string? seen = null;
        s_local.Value = "at creation";
        using ITimer timer = _provider.CreateTimer(_ => { seen = s_local.Value; s_local.Value = "in callback"; }, null, s_second, s_second);
        s_local.Value = "at firing";

        Pass(s_second * 1.5);

        Assert.Equal("at creation", seen);
        Assert.Equal("at firing", s_local.Value);
    }

    [Fact]
    public void Callback_FlowSuppressedAtCreation_RunsInTheDefaultContext()
    {
        string? seen = "nothing";
        s_local.Value = "at creation";
        ITimer timer;
        using (ExecutionContext.SuppressFlow())
        {
            timer = _provider.CreateTimer(_ => seen = s_local.Value, null, s_second, s_second);
        }

        Pass(s_second * 1.5);

        Assert.Null(seen);
        timer.Dispose();
    }

    [Fact]
    public void Callback_RuntimeHasEnded_RunsOnTheThreadPool()
    {
        using var called = new ManualResetEventSlim();
        using ITimer timer = _provider.CreateTimer(_ => called.Set(), null, s_second, Timeout.InfiniteTimeSpan);
        _scheduler.HasEnded = true;

        Pass(s_second * 2);

        called.Wait(TestContext.Current.CancellationToken);
    }
}
