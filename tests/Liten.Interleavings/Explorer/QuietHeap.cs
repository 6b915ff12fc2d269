using System.Runtime;

namespace Liten.Interleavings;

/// <summary>Keeps the garbage collector away while schedules run, so that addresses stay what they are.</summary>
internal static class QuietHeap
{
    /// <summary>How many bytes may be allocated before the collector must run again.</summary>
    public const long Region = 200L << 20;
    private const long MostUsed = Region / 2;

    private static long s_allocatedAtStart;
    private static int s_collectionsAtStart;

    /// <summary>Whether the collector has run since the schedule began all the same, so that what the explorer thought of addresses may be wrong.</summary>
    public static bool WasDisturbed => System.GC.CollectionCount(0) != s_collectionsAtStart;

    /// <summary>Between two schedules: collects if it is time for it, and reserves room for the next ones.</summary>
    public static void Renew()
    {
        Reserve();
        s_collectionsAtStart = System.GC.CollectionCount(0);
    }

    private static void Reserve()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            if (System.GC.GetTotalAllocatedBytes() - s_allocatedAtStart < MostUsed)
            {
                return;
            }

            System.GC.EndNoGCRegion();

            // Starting a region takes fresh memory and frees nothing: without this the garbage of all schedules would add up.
            System.GC.Collect();
        }

        System.GC.TryStartNoGCRegion(Region);
        s_allocatedAtStart = System.GC.GetTotalAllocatedBytes();
    }

    public static void End()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            System.GC.EndNoGCRegion();
        }
    }
}
