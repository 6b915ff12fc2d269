using Liten.Tests.Sync;

namespace Liten.Tests.Timers;

public sealed class TimerSlabTests
{
    [Theory]
    [InlineData(0, 1u)]
    [InlineData(1025, 1u)]
    [InlineData(1, 0u)]
    public void Constructor_OutOfRange_Throws(int reserved, uint firstGeneration) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimerSlab(reserved, firstGeneration));

    [Fact]
    public void Rent_BeyondOneChunk_KeepsEveryEntry()
    {
        var slab = new TimerSlab(reserved: 10, firstGeneration: 1);
        TimerKey[] keys = [.. Enumerable.Range(0, 10_000).Select(i => slab.Rent(i, i))];

        Assert.Equal(Enumerable.Range(10, 10_000), keys.Select(key => key.Index));
        Assert.All(keys, (key, i) => Assert.Equal((i, (object)i), (slab[key.Index].Deadline, slab[key.Index].Target!)));
        Assert.All(keys, key => Assert.True(slab.IsRented(key)));
    }

    [Fact]
    public void Wheel_SteadyState_NeitherGrowsNorAllocates()
    {
        var wheel = new TimerWheel(startTick: 0);
        var keys = new TimerKey[5000];
        object?[] due = new object?[64];
        int warm = InsertCancelAndAdvance(wheel, keys, due);
        int capacity = wheel.Capacity;

        int rounds = 0;
        int handedOut = 0;
        AllocationMeter.AssertNone(
            () =>
            {
                rounds++;
                handedOut += InsertCancelAndAdvance(wheel, keys, due);
            },
            rounds: 5);

        Assert.Equal(capacity, wheel.Capacity);
        Assert.Equal((keys.Length / 2, keys.Length / 2 * rounds), (warm, handedOut));
    }

    private static int InsertCancelAndAdvance(TimerWheel wheel, TimerKey[] keys, object?[] due)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = wheel.Insert(wheel.CurrentTick + (i * 37L), keys);
        }

        for (int i = 0; i < keys.Length; i += 2)
        {
            wheel.Cancel(keys[i]);
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
