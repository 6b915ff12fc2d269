using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Finished objects of one type, kept for reuse: a stack per thread, and a shared depot between threads that only take
/// and threads that only give. Objects move between the two in batches, so the shared latch is taken once per batch.
/// </summary>
/// <remarks>
/// The shape is that of Bonwick's magazines (USENIX 2001). A pool finds its per-thread stack by a number, because a
/// thread static of a generic class costs several times as much to reach as one of a class that is not.
/// </remarks>
internal sealed class ObjectPool<T>
    where T : class
{
    /// <summary>Objects moved at once between a thread and the depot.</summary>
    private const int BatchSize = 32;

    /// <summary>Batches the depot keeps; further ones are left to the garbage collector.</summary>
    private const int DepotBatches = 32;

    private readonly int _number = LocalPools.TakeNumber();
    private readonly object?[]?[] _depot = new object?[DepotBatches][];
    private SpinLatch _depotLatch;
    private PaddedInt32 _depotCount;

    /// <summary>Takes an object out of the pool, or null if there is none.</summary>
    public T? TryRent()
    {
        ref LocalPool local = ref LocalPools.Get(_number);
        if (local.Count == 0 && !RefillFromDepot(ref local))
        {
            return null;
        }

        ref object? place = ref local.Items![--local.Count];
        object? item = place;
        place = null;
        return Unsafe.As<T?>(item);
    }

    /// <summary>
    /// Gives an object back. The caller must hold the only reference that will still be used. Never throws: where
    /// memory is full the object is dropped, for a pool is only a cache.
    /// </summary>
    public void Return(T item)
    {
        ref LocalPool local = ref LocalPools.TryGet(_number);
        if (Unsafe.IsNullRef(ref local))
        {
            return;
        }

        if (local.Items is null || local.Count == local.Items.Length)
        {
            if (!TryMakeRoom(ref local))
            {
                return;
            }
        }

        local.Items![local.Count++] = item;
    }

    private bool RefillFromDepot(ref LocalPool local)
    {
        if (Volatile.Read(ref _depotCount.Value) == 0 || PoolLimits.ObjectsPerThread < BatchSize)
        {
            return false;
        }

        object?[]? batch = null;
        _depotLatch.Enter();
        if (_depotCount.Value > 0)
        {
            batch = _depot[--_depotCount.Value];
            _depot[_depotCount.Value] = null;
        }

        _depotLatch.Exit();
        if (batch is null)
        {
            return false;
        }

        // The thread's stack is empty, so the batch can become it.
        local.Items = batch;
        local.Count = BatchSize;
        return true;
    }

    private bool TryMakeRoom(ref LocalPool local)
    {
        try
        {
            return MakeRoom(ref local);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Grows the thread's stack up to its limit; beyond it, gives a batch to the depot.</summary>
    private bool MakeRoom(ref LocalPool local)
    {
        int limit = PoolLimits.ObjectsPerThread;
        int length = local.Items?.Length ?? 0;
        if (length < limit)
        {
            Array.Resize(ref local.Items, Math.Min(limit, Math.Max(BatchSize, 2 * length)));
            return true;
        }

        // A look at the depot first: after a burst of waits it is full, and every batch would be made for nothing.
        if (limit < BatchSize || Volatile.Read(ref _depotCount.Value) == DepotBatches)
        {
            return false;
        }

        var batch = new object?[BatchSize];
        local.Count -= BatchSize;
        Array.Copy(local.Items!, local.Count, batch, 0, BatchSize);
        Array.Clear(local.Items!, local.Count, BatchSize);

        _depotLatch.Enter();
        if (_depotCount.Value < DepotBatches)
        {
            _depot[_depotCount.Value++] = batch;
        }

        _depotLatch.Exit();
        return true;
    }
}
