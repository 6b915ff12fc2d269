using System.Runtime.CompilerServices;

namespace Liten.Tests.Timers;

public sealed class TimerCancelTests
{
    [Fact]
    public void Cancel_NumberOfNoTimer_ReturnsFalse()
    {
        var wheel = new TimerWheel(startTick: 0);
        int timer = wheel.Insert(1, "timer");

        Assert.All([0, timer - 1, timer + 1, wheel.Capacity * 2, int.MaxValue], number => Assert.False(wheel.Cancel(number, "timer")));
        Assert.Equal(1, wheel.Count);
    }

    [Fact]
    public void Cancel_Armed_ReturnsTrueExactlyOnce()
    {
        var wheel = new TimerWheel(startTick: 0);
        int timer = wheel.Insert(1, "timer");

        Assert.True(wheel.Cancel(timer, "timer"));
        Assert.False(wheel.Cancel(timer, "timer"));
        Assert.Equal(0, wheel.Count);
        Assert.Empty(TimerWheelTests.AdvanceFully(wheel, 10));
    }

    [Fact]
    public void Cancel_HandedOut_ReturnsFalse()
    {
        var wheel = new TimerWheel(startTick: 0);
        int timer = wheel.Insert(1, "timer");
        TimerWheelTests.AdvanceFully(wheel, 1);

        Assert.False(wheel.Cancel(timer, "timer"));
    }

    [Fact]
    public void Cancel_NumberOfAnotherTimerByNow_LeavesThatOne()
    {
        var wheel = new TimerWheel(startTick: 0);
        int old = wheel.Insert(1, "old");
        wheel.Cancel(old, "old");
        int reused = wheel.Insert(2, "new");

        Assert.Equal(old, reused);
        Assert.False(wheel.Cancel(old, "old"));
        Assert.Equal(["new"], TimerWheelTests.AdvanceFully(wheel, 2));
        Assert.False(wheel.Cancel(reused, "new"));
    }

    [Fact]
    public void Cancel_ArmedAgain_ReachesOnlyTheSecondTime()
    {
        var wheel = new TimerWheel(startTick: 0);
        object target = new();
        int first = wheel.Insert(1, target);
        wheel.Cancel(first, target);
        wheel.Insert(2, "takes the entry");
        int second = wheel.Insert(3, target);

        Assert.NotEqual(first, second);
        Assert.False(wheel.Cancel(first, target));
        Assert.True(wheel.Cancel(second, target));
        Assert.Equal(["takes the entry"], TimerWheelTests.AdvanceFully(wheel, 10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Target_TimerGone_IsDropped(bool cancelled)
    {
        var wheel = new TimerWheel(startTick: 0);
        WeakReference target = InsertAndRemove(wheel, cancelled);

        GC.Collect();

        Assert.False(target.IsAlive);
        GC.KeepAlive(wheel);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference InsertAndRemove(TimerWheel wheel, bool cancelled)
    {
        object target = new();
        int timer = wheel.Insert(1, target);
        if (cancelled)
        {
            wheel.Cancel(timer, target);
        }
        else
        {
            TimerWheelTests.AdvanceFully(wheel, 1);
        }

        return new WeakReference(target);
    }
}
