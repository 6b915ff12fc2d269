namespace Liten;

/// <summary>The portable <see cref="SleepWord"/>: the only place in Liten that uses <see cref="Monitor"/>.</summary>
/// <remarks>
/// <c>Thread.Interrupt</c> breaks off any wait for a monitor. That must neither end a runtime's thread nor hurt its
/// waker. A sleeper takes it as one more wake-up without a reason. A waker tries again and passes the interrupt on.
/// </remarks>
internal sealed class MonitorWord : SleepWord
{
    private readonly object _gate = new();

    public override void WaitWhile(int value, long nanoseconds)
    {
        try
        {
            WaitInterruptibly(value, nanoseconds);
        }
        catch (ThreadInterruptedException)
        {
            // The parker looks at the word again, as after every sleep.
        }
    }

    public override void WakeOne()
    {
        bool interrupted = false;
        while (!TryPulse())
        {
            interrupted = true;
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void WaitInterruptibly(int value, long nanoseconds)
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

    private bool TryPulse()
    {
        try
        {
            Monitor.Enter(_gate);
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }

        Monitor.Pulse(_gate);
        Monitor.Exit(_gate);
        return true;
    }

    // Rounded up: a wait must not become a busy loop in its last millisecond.
    private static int ToMilliseconds(long nanoseconds)
    {
        if (nanoseconds == Nanoseconds.Forever)
        {
            return Timeout.Infinite;
        }

        (long milliseconds, long rest) = Math.DivRem(nanoseconds, Nanoseconds.PerMillisecond);
        return (int)Math.Min(rest > 0 ? milliseconds + 1 : milliseconds, int.MaxValue);
    }
}
