namespace Liten;

/// <summary>Takes the place of the product's, with the same promise: an interrupt comes after it.</summary>
internal static class Uninterruptible
{
    public static void Join(Thread thread) => Wait(thread, static thread => thread.Join());

    public static void Dispose(CancellationTokenRegistration registration)
        => Wait(registration, static registration => registration.Dispose());

    private static void Wait<T>(T state, Action<T> wait)
    {
        while (!TryWait(state, wait))
        {
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
