namespace Liten.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualClock : Clock
{
    private long _nanoseconds;

    public ManualClock(long nanoseconds = 0) => _nanoseconds = nanoseconds;

    public override long Nanoseconds => Volatile.Read(ref _nanoseconds);

    public void AdvanceTo(long nanoseconds) => Volatile.Write(ref _nanoseconds, nanoseconds);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _nanoseconds, time.Ticks * TimeSpan.NanosecondsPerTick);
}
