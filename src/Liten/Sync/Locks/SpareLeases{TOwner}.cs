namespace Liten;

/// <summary>Leases that no stay uses: a stack through the leases themselves.</summary>
/// <remarks>
/// A mutable struct: keep it in a field that is not <c>readonly</c>. Unsynchronized: the owner's latch guards it. The
/// owner has one for each that waits before it queues the wait, so that a grant never has to allocate.
/// </remarks>
internal struct SpareLeases<TOwner>
    where TOwner : class
{
    /// <summary>How many are kept beyond those that waits may need; arbitrary.</summary>
    private const int Most = 32;

    private Lease<TOwner>? _first;

    public int Count { get; private set; }

    public void Add(Lease<TOwner> lease)
    {
        lease.Next = _first;
        _first = lease;
        Count++;
    }

    /// <summary>Ends a lease's stay, and keeps the lease if there are not many more than the waits may need.</summary>
    /// <returns>False if that stay has ended before; then nothing changes.</returns>
    public bool TryEnd(Lease<TOwner> lease, ulong use, int waits)
    {
        if (lease.Use != use)
        {
            return false;
        }

        lease.Use = use + 1;
        if (Count < waits + Most)
        {
            Add(lease);
        }

        return true;
    }

    /// <summary>Takes one out; there must be one.</summary>
    public Lease<TOwner> Take()
    {
        Lease<TOwner> lease = _first!;
        _first = lease.Next;
        lease.Next = null;
        Count--;
        return lease;
    }

    /// <summary>Takes several out; there must be as many.</summary>
    public SpareLeases<TOwner> Take(int count)
    {
        SpareLeases<TOwner> taken = default;
        for (int i = 0; i < count; i++)
        {
            taken.Add(Take());
        }

        return taken;
    }
}
