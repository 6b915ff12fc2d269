namespace Liten.Soak;

/// <summary>Whether what is measured again and again grows over a run.</summary>
internal sealed class Growth(string what, double limit)
{
    /// <summary>A part of the run, and a time at least, in which code is compiled, pools fill up and threads are started; it does not count.</summary>
    private const double WarmUp = 0.2;
    private const double ShortestWarmUpInHours = 1.0 / 60;

    private readonly List<(double Hours, double Value)> _readings = [];

    public void Add(TimeSpan elapsed, double value) => _readings.Add((elapsed.TotalHours, value));

    /// <summary>Per hour, without the warm-up.</summary>
    public Trend Trend => Trend.Fit([.. _readings.Where(reading => reading.Hours >= WarmUpInHours)]);

    private double Hours => _readings.Count == 0 ? 0 : _readings[^1].Hours;

    private double WarmUpInHours => Math.Max(WarmUp * Hours, ShortestWarmUpInHours);

    /// <summary>What is wrong, or null. Judged by what the fitted line has grown at least, so that noise is not taken for a leak.</summary>
    public string? FindLeak()
    {
        Trend trend = Trend;
        double grown = trend.AtLeast * (Hours - WarmUpInHours);
        return trend.IsKnown && grown > limit ? $"{what} grew by at least {grown:N1} over the run, more than {limit:N1}" : null;
    }
}
