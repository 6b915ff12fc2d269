namespace Liten;

/// <summary>
/// Finished objects of one type, kept for reuse: a short list per thread, and a shared depot that evens out threads which only
/// take from threads which only give. Batches go between the two, so that the shared latch is touched once per batch.
/// </summary>
/// <remarks>The shape is that of Bonwick's magazines (USENIX 2001).</remarks>
internal static class ObjectPool<T>
    where T : class, IPooled<T>
{
    /// <summary>Objects moved at once between a thread and the depot; half of what a thread keeps at most.</summary>
    private const int BatchSize = 32;

    /// <summary>Batches the depot keeps; what comes beyond is left to the garbage collector.</summary>
    private const int DepotBatches = 32;

    private static readonly T?[] s_depot = new T?[DepotBatches];
    private static SpinLatch s_depotLatch;
    private static int s_depotCount;

    [ThreadStatic]
    private static T? t_first;

    [ThreadStatic]
    private static int t_count;

    /// <summary>Takes an object out of the pool, or null if there is none.</summary>
    public static T? TryRent()
    {
        T? item = t_first;
        if (item is null)
        {
            return Volatile.Read(ref s_depotCount) == 0 ? null : RentFromDepot();
        }

        t_first = item.NextInPool;
        t_count--;
        item.NextInPool = null;
        return item;
    }

    /// <summary>Gives an object back. The caller must hold the only reference that will still be used.</summary>
    public static void Return(T item)
    {
        int limit = PoolLimits.ObjectsPerThread;
        if (t_count >= limit)
        {
            if (limit < BatchSize)
            {
                return;
            }

            GiveBatchToDepot();
        }

        item.NextInPool = t_first;
        t_first = item;
        t_count++;
    }

    private static T? RentFromDepot()
    {
        T? item = null;
        s_depotLatch.Enter();
        if (s_depotCount > 0)
        {
            item = s_depot[--s_depotCount];
            s_depot[s_depotCount] = null;
        }

        s_depotLatch.Exit();
        if (item is not null)
        {
            t_first = item.NextInPool;
            t_count = BatchSize - 1;
            item.NextInPool = null;
        }

        return item;
    }

    private static void GiveBatchToDepot()
    {
        T first = t_first!;
        T last = first;
        for (int i = 1; i < BatchSize; i++)
        {
            last = last.NextInPool!;
        }

        t_first = last.NextInPool;
        t_count -= BatchSize;
        last.NextInPool = null;

        s_depotLatch.Enter();
        if (s_depotCount < DepotBatches)
        {
            s_depot[s_depotCount++] = first;
        }

        s_depotLatch.Exit();
    }
}
