using CsCheck;

namespace Liten.Compare.Tests;

public sealed class MedianTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void Median_OfFewValues_IsTheMiddle(double[] values, double expected) => Assert.Equal(expected, Median.Of(values));

    [Fact]
    public void Median_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Median.Of([]));

    [Fact]
    public void Median_OfAnyValues_HasAsManyBelowAsAbove() => Gen.Double[-1e9, 1e9].Array[1, 50].Sample(values =>
    {
        double median = Median.Of(values);
        return values.Count(value => value < median) <= values.Length / 2 && values.Count(value => value > median) <= values.Length / 2;
    });
}
