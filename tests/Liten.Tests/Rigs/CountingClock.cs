namespace Liten.Tests;

/// <summary>A clock that counts how often it is read: so a test sees that somebody looks around, or that nobody does.</summary>
internal sealed class CountingClock : Clock
{
    private int _thread;
    private long _reads;

    public override long Nanoseconds
    {
        get
        {
            int thread = Volatile.Read(ref _thread);
            if (thread == 0 || thread == Environment.CurrentManagedThreadId)
            {
                Interlocked.Increment(ref _reads);
            }

            return base.Nanoseconds;
        }
    }

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>From now on counts the calling thread's reads only, from zero.</summary>
    public void WatchThisThread()
    {
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        Interlocked.Exchange(ref _reads, 0);
    }
}
