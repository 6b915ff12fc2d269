namespace Liten.Interleavings;

/// <summary>GC for the code under test: pinned arrays are ordinary ones.</summary>
/// <remarks>
/// The pinned heap is outside of what <see cref="QuietHeap"/> can reserve: every runtime of a scenario would bring a collection
/// nearer. Nothing uses the addresses, since the futex is a model, and while the collector is away ordinary arrays do not move either.
/// </remarks>
internal static class ModelGC
{
    public static T[] AllocateArray<T>(int length, bool pinned = false)
    {
        _ = pinned;
        return new T[length];
    }

    public static System.GCMemoryInfo GetGCMemoryInfo() => System.GC.GetGCMemoryInfo();

    public static void KeepAlive(object? target) => System.GC.KeepAlive(target);

    public static void SuppressFinalize(object target) => System.GC.SuppressFinalize(target);
}
