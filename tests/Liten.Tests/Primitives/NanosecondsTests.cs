namespace Liten.Tests.Primitives;

public class NanosecondsTests
{
    private static readonly TimeSpan s_longest = new(long.MaxValue / TimeSpan.NanosecondsPerTick);

    [Fact]
    public void In_ASpan_IsExactUpToTheLongest()
    {
        Assert.Equal(0, Nanoseconds.In(TimeSpan.Zero));
        Assert.Equal(100, Nanoseconds.In(new TimeSpan(1)));
        Assert.Equal(Nanoseconds.PerSecond, Nanoseconds.In(TimeSpan.FromSeconds(1)));
        Assert.Equal(long.MaxValue / 100 * 100, Nanoseconds.In(s_longest));
    }

    [Fact]
    public void In_InfiniteOrLongerThanTheLongest_IsForever()
    {
        Assert.Equal(Nanoseconds.Forever, Nanoseconds.In(Timeout.InfiniteTimeSpan));
        Assert.Equal(Nanoseconds.Forever, Nanoseconds.In(s_longest + new TimeSpan(1)));
        Assert.Equal(Nanoseconds.Forever, Nanoseconds.In(TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    public void ToTimeSpan_OfSoManyNanoseconds_IsNotShorter(long nanoseconds, long ticks)
        => Assert.Equal(new TimeSpan(ticks), Nanoseconds.ToTimeSpan(nanoseconds));

    [Theory]
    [InlineData(5, 7, 12)]
    [InlineData(5, Nanoseconds.Forever, Nanoseconds.Forever)]
    [InlineData(0, Nanoseconds.Forever, Nanoseconds.Forever)]
    [InlineData(Nanoseconds.Forever - 1, 2, Nanoseconds.Forever)]
    public void After_AMoment_NeverOverflows(long moment, long span, long expected)
        => Assert.Equal(expected, Nanoseconds.After(moment, span));

    [Theory]
    [InlineData(9, 4)]
    [InlineData(5, 0)]
    [InlineData(1, 0)]
    [InlineData(Nanoseconds.Forever, Nanoseconds.Forever)]
    public void Until_ADeadline_IsWhatIsLeft(long deadline, long expected)
    {
        var clock = new ManualClock();
        clock.AdvanceTo(5);

        Assert.Equal(expected, Nanoseconds.Until(deadline, clock));
    }
}
