using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Short waits that <c>Thread.Interrupt</c> must not break off, for the thread is in the middle of a protocol. The
/// interrupt is not lost: it ends the thread's next wait of its own.
/// </summary>
internal static class Uninterruptible
{
    /// <summary>A sleep of a twentieth of a millisecond, or of the system's shortest.</summary>
    public static void Sleep() => Wait(0, static _ => SleepOnce());

    /// <summary>Waits until a thread that is about to end has ended.</summary>
    public static void Join(Thread thread) => Wait(thread, static thread => thread.Join());

    /// <summary>
    /// Removes a token's callback; waits for one that runs right now, which takes no lock that this thread could hold.
    /// </summary>
    public static void Dispose(CancellationTokenRegistration registration)
        => Wait(registration, static registration => registration.Dispose());

    private static unsafe void SleepOnce()
    {
        if (!Futex.IsSupported)
        {
            Thread.Sleep(1);
            return;
        }

        int nobodyWakesThis = 0;
        Futex.Wait(&nobodyWakesThis, 0, Nanoseconds.PerMillisecond / 20);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait<T>(T state, Action<T> wait)
    {
        bool interrupted = false;
        while (!TryWait(state, wait))
        {
            interrupted = true;
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private static bool TryWait<T>(T state, Action<T> wait)
    {
        try
        {
            wait(state);
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
