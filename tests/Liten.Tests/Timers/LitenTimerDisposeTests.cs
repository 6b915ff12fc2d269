namespace Liten.Tests.Timers;

/// <summary>A timer that is disposed at every time.</summary>
public sealed class LitenTimerDisposeTests : LitenTimerRig
{
    [Fact]
    public void Dispose_Armed_LeavesTheWheelAndChangeReturnsFalse()
    {
        ITimer timer = Create(s_second, s_second);

        timer.Dispose();
        timer.Dispose();

        Assert.Equal(0, _driver.Count);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        Pass(s_second * 10);
        Assert.Equal(0, _calls);
    }

    [Fact]
    public void Dispose_CallbackQueued_DropsIt()
    {
        ITimer timer = Create(TimeSpan.Zero, s_second);

        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
        Pass(s_second * 2);

        Assert.Equal(0, _calls);
    }

    [Fact]
    public void Dispose_InItsOwnCallback_EndsThePeriods()
    {
        ITimer? timer = null;
        timer = _provider.CreateTimer(_ => { _calls++; timer!.Dispose(); }, null, s_second, s_second);

        Pass(s_second * 2);
        Pass(s_second * 2);

        Assert.Equal(1, _calls);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void DisposeAsync_CallbackRunning_CompletesAfterIt()
    {
        ITimer? timer = null;
        Task? disposed = null;
        timer = _provider.CreateTimer(
            _ =>
            {
                disposed = timer!.DisposeAsync().AsTask();
                Assert.False(disposed.IsCompleted);
            },
            null, TimeSpan.Zero, s_second);

        _scheduler.RunAll();

        Assert.True(disposed!.IsCompletedSuccessfully);
        Assert.Empty(_unhandled);
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void DisposeAsync_RacingWithCallbacks_IsFollowedByNone()
    {
        const int Rounds = 2000;
        int round = 0;
        int disposed = 0;
        int callsAfterwards = 0;

        WatchedThreads.Run(() => Volatile.Read(ref round), FireAlways, DisposeEach);

        Assert.Equal(0, callsAfterwards);
        Assert.Equal(0, _driver.Count);

        void FireAlways()
        {
            while (Volatile.Read(ref round) < Rounds)
            {
                Pass(TimeSpan.FromMilliseconds(1));
            }
        }

        void DisposeEach()
        {
            for (int i = 1; i <= Rounds; i++)
            {
                int number = i;
                ITimer timer = _provider.CreateTimer(
                    _ => callsAfterwards += Volatile.Read(ref disposed) >= number ? 1 : 0, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
                Thread.SpinWait(i % 1000);
                Wait(timer.DisposeAsync());
                Volatile.Write(ref disposed, number);
                Volatile.Write(ref round, number);
            }
        }
    }

    [Fact]
    public void Callback_ThrowsWhileBeingDisposed_StillCompletesDisposeAsync()
    {
        ITimer? timer = null;
        Task? disposed = null;
        timer = _provider.CreateTimer(
            _ =>
            {
                disposed = timer!.DisposeAsync().AsTask();
                throw new FormatException("callback");
            },
            null, TimeSpan.Zero, s_second);

        _scheduler.RunAll();

        Assert.True(disposed!.IsCompletedSuccessfully);
    }
}
