using System.Globalization;

namespace Liten.Compare;

/// <summary>What the machine itself can do, as far as the rows depend on it.</summary>
/// <param name="Scaling">How many times the work of one thread several do.</param>
/// <param name="BandwidthOfOne">GB/s that one thread reads from memory.</param>
/// <param name="BandwidthOfAll">GB/s that a thread per processor read together.</param>
/// <param name="WakeNanoseconds">From the wake of a sleeping thread until it runs, the median.</param>
internal sealed record MachineSpeed(IReadOnlyList<ScalingPoint> Scaling, double BandwidthOfOne, double BandwidthOfAll, double WakeNanoseconds)
{
    public string Description
    {
        get
        {
            IEnumerable<string> scaling = Scaling.Select(point => string.Create(
                CultureInfo.InvariantCulture, $"{point.Threads} threads compute {point.Factor:F2} times as much as one"));
            return string.Join(", ", scaling.DefaultIfEmpty("there is one processor")) + string.Create(
                CultureInfo.InvariantCulture,
                $"; memory is read at {BandwidthOfOne:F1} GB/s by one thread, {BandwidthOfAll:F1} by all; {WakeProbe.What} takes {WakeNanoseconds / 1000:F1} us until the other thread runs");
        }
    }

    /// <param name="quick">Less exactly, in a fifth of the time.</param>
    /// <param name="stop">Ends it between two measurements.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MachineSpeed Measure(bool quick, CancellationToken stop)
    {
        int processors = Processors.Allowed.Count;
        var scaling = new ScalingProbe(TimeSpan.FromMilliseconds(quick ? 20 : 100), stop);
        var bandwidth = new BandwidthProbe(quick ? 2 : 10, stop);
        return new MachineSpeed(
            scaling.Measure(processors),
            bandwidth.Measure(1),
            bandwidth.Measure(processors),
            WakeProbe.Measure(quick ? 50 : 300, stop));
    }
}
