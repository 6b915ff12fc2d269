namespace Liten.Compare.Tests;

/// <summary>What is measured of the machine. No test knows how fast it must be, so they know only what cannot be.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(1, new int[] { })]
    [InlineData(2, new[] { 2 })]
    [InlineData(6, new[] { 2, 4, 6 })]
    [InlineData(8, new[] { 2, 4, 8 })]
    public void Scaling_IsMeasuredUpToAllProcessors(int processors, int[] threads)
    {
        var probe = new ScalingProbe(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        IReadOnlyList<ScalingPoint> points = probe.Measure(processors);
        Assert.Equal(threads, points.Select(point => point.Threads));
        Assert.All(points, point => Assert.True(double.IsFinite(point.Factor) && point.Factor > 0, $"{point}"));
    }

    [Fact]
    public void Machine_HasABandwidthAndAWake()
    {
        var speed = MachineSpeed.Measure(quick: true, TestContext.Current.CancellationToken);
        Assert.True(speed.BandwidthOfOne > 0 && speed.BandwidthOfAll > 0 && speed.WakeNanoseconds > 0, $"{speed}");
        Assert.Contains("GB/s", speed.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_OfAStoppedRun_EndsAtOnce()
        => Assert.Throws<OperationCanceledException>(() => MachineSpeed.Measure(quick: true, new CancellationToken(canceled: true)));

    [Fact]
    public void Semaphore_OfOtherSystems_WakesToo()
    {
        using ISleeper sleeper = new SemaphoreSleeper();
        sleeper.Wake();
        sleeper.Sleep();
    }
}
