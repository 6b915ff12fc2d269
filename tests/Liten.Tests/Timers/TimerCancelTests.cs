using System.Runtime.CompilerServices;

namespace Liten.Tests.Timers;

public sealed class TimerKeyTests
{
    [Fact]
    public void Cancel_DefaultKey_ReturnsFalse()
    {
        var wheel = new TimerWheel(startTick: 0);
        wheel.Insert(1, "timer");

        Assert.False(wheel.Cancel(default));
        Assert.Equal(1, wheel.Count);
    }

    [Fact]
    public void Cancel_Armed_ReturnsTrueExactlyOnce()
    {
        var wheel = new TimerWheel(startTick: 0);
        TimerKey key = wheel.Insert(1, "timer");

        Assert.True(wheel.Cancel(key));
        Assert.False(wheel.Cancel(key));
        Assert.Equal(0, wheel.Count);
        Assert.Empty(TimerWheelTests.AdvanceFully(wheel, 10));
    }

    [Fact]
    public void Cancel_HandedOut_ReturnsFalse()
    {
        var wheel = new TimerWheel(startTick: 0);
        TimerKey key = wheel.Insert(1, "timer");
        TimerWheelTests.AdvanceFully(wheel, 1);

        Assert.False(wheel.Cancel(key));
    }

    [Fact]
    public void Cancel_OldKeyOfReusedEntry_LeavesTheNewTimer()
    {
        var wheel = new TimerWheel(startTick: 0);
        TimerKey old = wheel.Insert(1, "old");
        wheel.Cancel(old);
        TimerKey reused = wheel.Insert(2, "new");

        Assert.Equal(old.Index, reused.Index);
        Assert.False(wheel.Cancel(old));
        Assert.Equal(["new"], TimerWheelTests.AdvanceFully(wheel, 2));
        Assert.False(wheel.Cancel(reused));
    }

    [Fact]
    public void Cancel_GenerationWraps_SkipsTheGenerationOfNone()
    {
        var wheel = new TimerWheel(startTick: 0, firstGeneration: uint.MaxValue - 1);
        var keys = new List<TimerKey>();
        for (int i = 0; i < 4; i++)
        {
            keys.Add(wheel.Insert(1, "timer"));
            Assert.Equal(i == 0 ? [] : [false], keys.SkipLast(1).Select(wheel.Cancel).Distinct());
            Assert.True(wheel.Cancel(keys[i]));
        }

        Assert.Equal([uint.MaxValue - 1, uint.MaxValue, 1u, 2u], keys.Select(key => key.Generation));
        Assert.Single(keys.Select(key => key.Index).Distinct());
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
        TimerKey key = wheel.Insert(1, target);
        if (cancelled)
        {
            wheel.Cancel(key);
        }
        else
        {
            TimerWheelTests.AdvanceFully(wheel, 1);
        }

        return new WeakReference(target);
    }
}
