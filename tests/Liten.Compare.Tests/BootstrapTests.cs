using CsCheck;

namespace Liten.Compare.Tests;

public sealed class BootstrapTests
{
    /// <summary>The interval leaves out 5 %, so of 200 samples of a known median about 10 miss it; none or 30 would be a wrong interval.</summary>
    [Fact]
    public void Interval_OfSamplesWithAKnownMedian_HoldsItAsOftenAsItSays()
    {
        const int Samples = 200;
        var random = new Random(Seed: 7);
        int held = 0;
        for (int i = 0; i < Samples; i++)
        {
            double[] values = [.. Enumerable.Range(0, 11).Select(_ => Math.Exp(random.NextDouble() - 0.5))];
            Interval interval = Bootstrap.OfMedian(values);
            held += interval.Low <= 1 && 1 <= interval.High ? 1 : 0;
        }

        Assert.InRange(held, Samples * 85 / 100, Samples - 1);
    }

    [Fact]
    public void Interval_OfAnyValues_HoldsTheirMedianAndStaysAmongThem() => Gen.Double[0.01, 100].Array[1, 15].Sample(
        values =>
        {
            Interval interval = Bootstrap.OfMedian(values);
            return interval.Low <= interval.Value && interval.Value <= interval.High
                && values.Min() <= interval.Low && interval.High <= values.Max() && interval.Value == Median.Of(values);
        },
        iter: 50);

    [Fact]
    public void Interval_OfTheSameValues_IsTheSame()
    {
        double[] values = [1, 2, 3, 5, 8, 13];
        Assert.Equal(Bootstrap.OfMedian(values), Bootstrap.OfMedian(values));
    }
}
