namespace Liten;

/// <summary>Takes the place of the product's: no actor is interrupted.</summary>
internal static class Uninterruptible
{
    public static void Join(Thread thread) => thread.Join();

    public static void Dispose(CancellationTokenRegistration registration) => registration.Dispose();
}
