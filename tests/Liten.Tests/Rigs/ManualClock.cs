namespace Liten.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualClock : Clock
{
    private long _nanoseconds;

    public ManualClock(long nanoseconds = 0) => _nanoseconds = nanoseconds;

    public override long Nanoseconds => Volatile.Read(ref _nanoseconds);

    public override long CoarseNanoseconds => Nanoseconds;

    /// <summary>Goes on with the clock, unless it is set.</summary>
    public override DateTimeOffset UtcNow => WallStart + new TimeSpan(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>What the wall clock showed at zero. Changing it is what setting a wall clock is.</summary>
    public DateTimeOffset WallStart { get; set; } = new(2026, 3, 29, 0, 0, 0, TimeSpan.Zero);

    public void AdvanceTo(long nanoseconds) => Volatile.Write(ref _nanoseconds, nanoseconds);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _nanoseconds, time.Ticks * TimeSpan.NanosecondsPerTick);
}
