namespace Liten.Testing;

/// <summary>
/// The time of a schedule: it begins at zero, stands while code runs, and is exact to the nanosecond.
/// </summary>
/// <remarks>Reading it moves nothing.</remarks>
internal sealed class VirtualClock : Clock
{
    /// <summary>What the wall clock shows at the beginning of each schedule.</summary>
    public static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _now;

    public override long Nanoseconds => _now;

    public override long CoarseNanoseconds => _now;

    public override int TimerTickBits => 0;

    public override DateTimeOffset UtcNow => Epoch + Now;

    public TimeSpan Now => Liten.Nanoseconds.ToTimeSpan(_now);

    public void AdvanceTo(long nanoseconds) => _now = Math.Max(_now, nanoseconds);

    public void Restart() => _now = 0;
}
