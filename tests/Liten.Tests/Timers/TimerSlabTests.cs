namespace Liten.Tests.Timers;

public sealed class TimerSlabTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Constructor_OutOfRange_Throws(int reserved) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimerSlab(reserved));

    [Fact]
    public void Rent_BeyondOneChunk_KeepsEveryEntry()
    {
        var slab = new TimerSlab(reserved: 10);
        object[] targets = [.. Enumerable.Range(0, 10_000)];
        int[] indices = [.. targets.Select((target, i) => slab.Rent(i, target))];

        Assert.Equal(Enumerable.Range(10, 10_000), indices);
        Assert.All(indices, (index, i) => Assert.Equal((i, targets[i]), (slab[index].Deadline, slab[index].Target!)));
        Assert.All(indices, (index, i) => Assert.True(slab.IsRentedFor(index, targets[i])));
    }

    [Fact]
    public void Return_OfTheLastOfAPeak_GivesTheMemoryBack()
    {
        var slab = new TimerSlab(reserved: 10);
        object[] targets = [.. Enumerable.Range(0, 100_000)];
        int[] indices = [.. targets.Select((target, i) => slab.Rent(i, target))];
        slab[3].Next = 17;

        // Any order; the middle one is the last.
        Array.ForEach([.. indices[50_001..], .. indices[..50_000]], slab.Return);
        Assert.True(slab.Capacity >= targets.Length, "an entry is still rented");
        Assert.True(slab.IsRentedFor(indices[50_000], targets[50_000]));
        slab.Return(indices[50_000]);

        Assert.Equal(8 * 1024, slab.Capacity);
        Assert.Equal(17, slab[3].Next);

        // Numbers of before: of memory that is gone, of an entry that was not rented again, and of one that was.
        int again = slab.Rent(1, targets[1]);
        Assert.Equal(10, again);
        Assert.All(indices, (index, i) => Assert.False(slab.IsRentedFor(index, targets[i])));
        Assert.True(slab.IsRentedFor(again, targets[1]));
    }

    [Fact]
    public void Rent_AfterAPeak_GivesEachEntryOnce()
    {
        var slab = new TimerSlab(reserved: 10);
        for (int round = 0; round < 3; round++)
        {
            int[] indices = [.. Enumerable.Range(0, 20_000).Select(i => slab.Rent(i, slab))];
            Assert.Equal(Enumerable.Range(10, 20_000), indices);
            Array.ForEach(indices, slab.Return);
        }
    }

    [Fact]
    public void Cancel_WithANumberOfBeforeAPeaksEnd_DoesNoHarm()
    {
        var wheel = new TimerWheel(startTick: 0);
        object[] targets = [.. Enumerable.Range(0, 20_000)];
        int[] timers = [.. targets.Select((target, i) => wheel.Insert(i, target))];
        object?[] due = new object?[64];
        while (!wheel.Advance(nowTick: 30_000, due, out _))
        {
        }

        Assert.All(timers, (timer, i) => Assert.False(wheel.Cancel(timer, targets[i])));
        int armed = wheel.Insert(40_000, targets[0]);
        Assert.All(timers[1..], (timer, i) => Assert.False(wheel.Cancel(timer, targets[i + 1])));
        Assert.True(wheel.Cancel(armed, targets[0]));
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void Wheel_SteadyState_NeitherGrowsNorAllocates()
    {
        var wheel = new TimerWheel(startTick: 0);
        int[] timers = new int[5000];
        object?[] due = new object?[64];
        int warm = InsertCancelAndAdvance(wheel, timers, due);
        int capacity = wheel.Capacity;

        int rounds = 0;
        int handedOut = 0;
        AllocationMeter.AssertNone(
            () =>
            {
                rounds++;
                handedOut += InsertCancelAndAdvance(wheel, timers, due);
            },
            rounds: 5);

        Assert.Equal(capacity, wheel.Capacity);
        Assert.Equal((timers.Length / 2, timers.Length / 2 * rounds), (warm, handedOut));
    }

    private static int InsertCancelAndAdvance(TimerWheel wheel, int[] timers, object?[] due)
    {
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = wheel.Insert(wheel.CurrentTick + (i * 37L), timers);
        }

        for (int i = 0; i < timers.Length; i += 2)
        {
            wheel.Cancel(timers[i], timers);
        }

        int handedOut = 0;
        bool done;
        do
        {
            done = wheel.Advance(wheel.CurrentTick + 200_000, due, out int count);
            handedOut += count;
        }
        while (!done);

        return handedOut;
    }
}
