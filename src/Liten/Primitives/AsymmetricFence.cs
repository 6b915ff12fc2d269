namespace Liten;

/// <summary>
/// A full fence on every processor that runs this process. It costs microseconds, so that the threads on its other side
/// need none.
/// </summary>
internal static class AsymmetricFence
{
    public static void OnEveryProcessor() => Interlocked.MemoryBarrierProcessWide();
}
