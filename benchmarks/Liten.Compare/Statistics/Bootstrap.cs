namespace Liten.Compare;

/// <summary>How sure a median is, without assuming anything about the values' distribution.</summary>
internal static class Bootstrap
{
    private const int Resamples = 10_000;
    private const double Tail = 0.025;

    /// <summary>Draws the values anew with replacement, many times, and takes the range that holds 95 % of the draws' medians.</summary>
    /// <remarks>The seed is fixed: the same values give the same interval.</remarks>
    public static Interval OfMedian(IReadOnlyList<double> values)
    {
        double median = Median.Of(values);
        var random = new Random(Seed: 1);
        var medians = new double[Resamples];
        var drawn = new double[values.Count];
        for (int i = 0; i < medians.Length; i++)
        {
            for (int k = 0; k < drawn.Length; k++)
            {
                drawn[k] = values[random.Next(values.Count)];
            }

            Array.Sort(drawn);
            medians[i] = Median.OfSorted(drawn);
        }

        Array.Sort(medians);
        return new Interval(medians[(int)(Tail * Resamples)], median, medians[(int)((1 - Tail) * Resamples) - 1]);
    }
}
