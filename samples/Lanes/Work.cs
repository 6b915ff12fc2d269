using System.Diagnostics;

namespace Lanes;

/// <summary>Stands for code that computes.</summary>
internal static class Work
{
    public static void Compute(int microseconds)
    {
        long end = Stopwatch.GetTimestamp() + (microseconds * Stopwatch.Frequency / 1_000_000);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(20);
        }
    }
}
