namespace Liten;

/// <summary>The portable <see cref="SleepWord"/>: the only place in Liten that uses <see cref="Monitor"/>.</summary>
internal sealed class MonitorWord : SleepWord
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly object _gate = new();

    public override void WaitWhile(int value, long nanoseconds)
    {
        Monitor.Enter(_gate);
        try
        {
            // Under the gate: pairs with WakeOne, which enters it after the word was changed, so that a change is
            // either seen here or its pulse finds this thread waiting.
            if (Volatile.Read(ref Value) == value)
            {
                Monitor.Wait(_gate, ToMilliseconds(nanoseconds));
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public override void WakeOne()
    {
        Monitor.Enter(_gate);
        Monitor.Pulse(_gate);
        Monitor.Exit(_gate);
    }

    // Rounded up: a wait must not become a busy loop in its last millisecond.
    private static int ToMilliseconds(long nanoseconds)
    {
        if (nanoseconds < 0)
        {
            return Timeout.Infinite;
        }

        long milliseconds = (nanoseconds / NanosecondsPerMillisecond) + (nanoseconds % NanosecondsPerMillisecond == 0 ? 0 : 1);
        return (int)Math.Min(milliseconds, int.MaxValue);
    }
}
