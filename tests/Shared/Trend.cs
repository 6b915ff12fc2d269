namespace Liten.Proof;

/// <summary>The straight line that fits measurements best, and how sure its slope is.</summary>
internal readonly record struct Trend(double Slope, double StandardError, int Points)
{
    private const int FewestPoints = 3;

    /// <summary>Whether there are enough points to tell a slope from noise.</summary>
    public bool IsKnown => Points >= FewestPoints;

    /// <summary>What the slope is at least, by two standard errors.</summary>
    public double AtLeast => Slope - (2 * StandardError);

    /// <summary>Fits by least squares.</summary>
    public static Trend Fit(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < FewestPoints)
        {
            return new Trend(0, 0, points.Count);
        }

        double meanX = points.Average(point => point.X);
        double meanY = points.Average(point => point.Y);
        double squares = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        double slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / squares;
        double residue = points.Sum(point => Math.Pow(point.Y - meanY - (slope * (point.X - meanX)), 2));
        return new Trend(slope, Math.Sqrt(residue / (points.Count - 2) / squares), points.Count);
    }
}
