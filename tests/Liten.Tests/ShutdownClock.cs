namespace Liten.Tests;

/// <summary>A clock that counts how often one thread reads it: so a test sees that a shutdown has looked around without ending.</summary>
internal sealed class ShutdownClock : Clock
{
    private int _thread;
    private long _reads;

    public override long Nanoseconds
    {
        get
        {
            if (Environment.CurrentManagedThreadId == Volatile.Read(ref _thread))
            {
                Interlocked.Increment(ref _reads);
            }

            return base.Nanoseconds;
        }
    }

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>From now on counts the calling thread's reads.</summary>
    public void Watch() => Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
}
