namespace Liten.Tests.Primitives;

public sealed class SampleRingTests
{
    [Fact]
    public void Read_GivesWhatCameSince_InOrder()
    {
        var ring = new SampleRing();
        long seen = 0;
        long[] values = new long[SampleRing.Capacity];
        Assert.Equal(0, ring.Read(ref seen, values));

        ring.Add(1);
        ring.Add(2);
        Assert.Equal(2, ring.Read(ref seen, values));
        Assert.Equal([1, 2], values[..2]);
        ring.Add(3);
        Assert.Equal(1, ring.Read(ref seen, values));
        Assert.Equal(3, values[0]);
        Assert.Equal(0, ring.Read(ref seen, values));
    }

    [Fact]
    public void Read_MoreThanItHolds_GivesTheLastOnes()
    {
        var ring = new SampleRing();
        long seen = 0;
        long[] values = new long[SampleRing.Capacity];
        for (int i = 0; i < 1000; i++)
        {
            ring.Add(i);
        }

        // One less than it holds: the writer may be at the oldest.
        Assert.Equal(SampleRing.Capacity - 1, ring.Read(ref seen, values));
        Assert.Equal(Enumerable.Range(1000 - SampleRing.Capacity + 1, SampleRing.Capacity - 1).Select(static i => (long)i), values[..^1]);
    }

    [Fact]
    public void Read_WhileTheWriterGoesOn_GivesNoNumberThatIsNone()
    {
        var ring = new SampleRing();
        bool stop = false;
        var writer = new Thread(() =>
        {
            for (long i = 1; !Volatile.Read(ref stop); i++)
            {
                ring.Add(i);
            }
        })
        { IsBackground = true };
        writer.Start();
        long seen = 0;
        long last = 0;
        long[] values = new long[SampleRing.Capacity];
        for (int i = 0; i < 20_000; i++)
        {
            int count = ring.Read(ref seen, values);
            for (int k = 0; k < count; k++)
            {
                Assert.True(values[k] > last, $"{values[k]} after {last}");
                last = values[k];
            }
        }

        Volatile.Write(ref stop, true);
        Assert.True(writer.Join(Patience.Limit));
    }
}
