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
