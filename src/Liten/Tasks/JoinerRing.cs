namespace Liten;

/// <summary>
/// The waits for one task's end, first come first woken, in a single field: a ring of nodes that is entered through its
/// last one. Unsynchronized: the caller holds the task's latch.
/// </summary>
internal struct JoinerRing
{
    private WaitNode<VoidResult>? _last;

    public void Add(WaitNode<VoidResult> node)
    {
        if (_last is null)
        {
            node.Next = node;
        }
        else
        {
            node.Next = _last.Next;
            _last.Next = node;
        }

        _last = node;
    }

    /// <summary>Removes a node that is in the ring, or does nothing. Its cost grows with the number of waits.</summary>
    public void Remove(WaitNode<VoidResult> node)
    {
        WaitNode<VoidResult>? before = _last;
        if (before is null || node.Next is null)
        {
            return;
        }

        while (!ReferenceEquals(before!.Next, node))
        {
            before = before.Next;
            if (ReferenceEquals(before, _last))
            {
                return;
            }
        }

        _last = ReferenceEquals(before, node) ? null : ReferenceEquals(_last, node) ? before : _last;
        before.Next = node.Next;
        node.Next = null;
    }

    /// <summary>
    /// Empties the ring and claims its nodes for the task's end. The claimed ones come back chained, in order.
    /// </summary>
    public WaitNode<VoidResult>? TakeClaimed()
    {
        if (_last is null)
        {
            return null;
        }

        WaitNode<VoidResult>? node = _last.Next;
        _last.Next = null;
        _last = null;

        WaitNode<VoidResult>? first = null;
        WaitNode<VoidResult>? last = null;
        while (node is not null)
        {
            WaitNode<VoidResult>? next = node.Next;
            node.Next = null;
            if (node.TryClaim())
            {
                if (last is null)
                {
                    first = node;
                }
                else
                {
                    last.Next = node;
                }

                last = node;
            }

            node = next;
        }

        return first;
    }

    /// <summary>Wakes what <see cref="TakeClaimed"/> has returned, outside of the latch.</summary>
    public static void WakeAll(WaitNode<VoidResult>? chain)
    {
        while (chain is not null)
        {
            // The node may be in use again as soon as it is woken.
            WaitNode<VoidResult>? next = chain.Next;
            chain.Next = null;
            chain.SetResult(default);
            chain = next;
        }
    }
}
