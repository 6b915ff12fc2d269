namespace Liten;

/// <summary>
/// The place for the one item that a worker runs next, ahead of its queue: the task it has just woken, whose data is
/// still in the cache.
/// </summary>
/// <remarks>
/// <para>
/// The owner puts and takes with plain loads and stores, because it does so at almost every wake-up. A rescuer may take
/// the item too, or a task would be stuck behind a worker that blocks; that is rare and may be expensive. So the two
/// meet by an asymmetric fence. The owner says that it is busy and looks for a rescuer. The rescuer says that it is
/// there, makes every processor run a full fence, and looks whether the owner is busy. At least one sees the other, and
/// one of them lets go.
/// </para>
/// <para>A mutable struct: keep it in a field that is not <c>readonly</c> and never copy it.</para>
/// <code>
/// field      written by      read by      under
/// _item      owner, rescuer  all threads  _ownerBusy without _rescuing, or _rescuing without _ownerBusy
/// _ownerBusy owner           rescuer      the asymmetric fence
/// _rescuing  rescuers        owner        RMW among rescuers, the asymmetric fence towards the owner
/// </code>
/// </remarks>
internal struct LifoSlot<T>
    where T : class
{
    private T? _item;
    private int _ownerBusy;
    private int _rescuing;

    /// <summary>Whether the slot is empty; a hint for any thread but the owner.</summary>
    // Acquire: pairs with the release in Leave.
    public bool IsEmpty => Volatile.Read(ref _item) is null;

    /// <summary>A hint: whether this item is in the slot.</summary>
    public bool Holds(T item) => ReferenceEquals(Volatile.Read(ref _item), item);

    /// <summary>Owner: puts the item and returns the one before it, which now has to go elsewhere.</summary>
    public T? Exchange(T item)
    {
        Enter();
        T? evicted = _item;
        _item = item;
        Leave();
        return evicted;
    }

    /// <summary>Owner: takes the item, if there is one.</summary>
    public T? TryTake()
    {
        if (_item is null)
        {
            return null;
        }

        Enter();
        T? item = _item;
        _item = null;
        Leave();
        return item;
    }

    /// <summary>
    /// Any other thread: takes the item, unless the owner is at the slot right now. Costs microseconds.
    /// </summary>
    public T? TryRescue()
    {
        if (IsEmpty || Interlocked.Exchange(ref _rescuing, 1) != 0)
        {
            return null;
        }

        // Pairs with the store and the load in Enter: either that store is visible below, or that load sees _rescuing.
        AsymmetricFence.OnEveryProcessor();
        T? item = null;
        if (Volatile.Read(ref _ownerBusy) == 0)
        {
            // Volatile only so that a test can stop between the two: they are guarded by the fence.
            item = Volatile.Read(ref _item);
            Volatile.Write(ref _item, null);
        }

        // Release: pairs with the load in Enter; the owner sees the slot as this thread leaves it.
        Volatile.Write(ref _rescuing, 0);
        return item;
    }

    private void Enter()
    {
        // The volatile accesses keep the compiler from swapping the two. The processor may still swap them: the
        // process-wide fence in TryRescue is for that.
        Volatile.Write(ref _ownerBusy, 1);
        if (Volatile.Read(ref _rescuing) != 0)
        {
            EnterAfterRescue();
        }
    }

    /// <summary>
    /// Waits for the rescuer at work, which leaves soon. The owner stays busy meanwhile, so a rescuer that comes now
    /// lets go.
    /// </summary>
    private void EnterAfterRescue()
    {
        Backoff backoff = default;
        while (Volatile.Read(ref _rescuing) != 0)
        {
            backoff.Wait();
        }
    }

    // Release: pairs with the read of _ownerBusy in TryRescue and the one in IsEmpty.
    private void Leave() => Volatile.Write(ref _ownerBusy, 0);
}
