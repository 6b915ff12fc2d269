namespace Liten;

/// <summary>
/// Waits that were claimed under a primitive's latch, in their order, to be ended outside of it. Allocates nothing: the
/// nodes are chained by their own links.
/// </summary>
/// <remarks>A mutable struct, for one thread.</remarks>
internal struct ClaimedWaits<T>
{
    /// <summary>How many are claimed in one entry into a latch, so that no holder keeps it for long.</summary>
    public const int Most = 32;

    private WaitNode<T>? _first;
    private WaitNode<T>? _last;

    public int Count { get; private set; }

    /// <summary>Claims the first nodes of a queue and takes them out, at most <see cref="Most"/> looks.</summary>
    /// <param name="waiters">The queue, under its latch.</param>
    /// <param name="until">
    /// Nodes with a later <see cref="AbortableWait{T}.Mark"/> stay: who comes to wait meanwhile is not woken by this.
    /// </param>
    /// <returns>Whether the queue may have more of them.</returns>
    public bool TakeFrom(ref IntrusiveList<WaitNode<T>> waiters, int until)
    {
        for (int looks = 0; waiters.First is { } first && first.Mark - until <= 0; looks++)
        {
            if (looks == Most)
            {
                return true;
            }

            waiters.Remove(first);
            if (first.TryClaim())
            {
                Add(first);
            }
        }

        return false;
    }

    /// <summary>Empties a queue that nobody enters any more, and claims what still waits there.</summary>
    public void TakeAllFrom(ref IntrusiveList<WaitNode<T>> waiters)
    {
        while (WaitNode<T>.TakeClaimed(ref waiters) is { } node)
        {
            Add(node);
        }
    }

    /// <summary>Adds a node that the caller has claimed and taken out of its queue.</summary>
    public void Add(WaitNode<T> node)
    {
        if (_last is null)
        {
            _first = node;
        }
        else
        {
            _last.Next = node;
        }

        _last = node;
        Count++;
    }

    /// <summary>Ends all of them with the value; afterwards there are none.</summary>
    public void SetResult(T value)
    {
        while (TakeFirst() is { } node)
        {
            node.SetResult(value);
        }
    }

    /// <summary>Ends each of them with an exception of its own; afterwards there are none.</summary>
    public void SetException(Func<Exception> exception)
    {
        while (TakeFirst() is { } node)
        {
            node.SetException(exception());
        }
    }

    /// <summary>The first of them, no longer chained; null if there is none.</summary>
    public WaitNode<T>? TakeFirst()
    {
        WaitNode<T>? first = _first;
        if (first is not null)
        {
            // Taken out before it is woken: then it may be in use again at once.
            _first = first.Next;
            _last = _first is null ? null : _last;
            first.Next = null;
            Count--;
        }

        return first;
    }
}
