namespace Liten;

/// <summary>Who waits for one task's end: usually one continuation, in a slot of its own; further ones in a list, each with a node.</summary>
/// <remarks>
/// <para>
/// A joiner of the slot (1) puts its continuation into the empty slot, (2) notes its wait where an abort of its own task finds it,
/// (3) sets the Joined bit of the awaited task's state. Whoever takes that bit away empties the slot and wakes the continuation:
/// the task's completion, or an abort of the joiner. A task that has completed refuses step 3, and the joiner wakes itself.
/// </para>
/// <para>
/// Step 2 comes after step 1, so that an abort which finds the wait does not meet the slot's wait before; each wait has a number,
/// so that it does not meet the one after.
/// </para>
/// Mutable struct: keep it in a field that is not readonly. The list is in <see cref="TaskExtras"/>, under the latch of the state.
/// </remarks>
internal struct TaskJoiners
{
    private AtomicSlot<WorkItem> _slot;

    /// <summary>Has the continuation woken when the task ends.</summary>
    /// <returns>Whether it waits in the slot.</returns>
    public bool Add(WorkItem continuation, JoinHandle task, ref TaskState state)
    {
        if (!_slot.TryPut(continuation))
        {
            List(continuation, task, ref state);
            return false;
        }

        JoinHandle? owner = continuation.Owner;
        if (owner is not null)
        {
            continuation.Wait = task;
            if (!continuation.IsListed)
            {
                owner.List(continuation);
            }
        }

        // A full fence between noting the wait and looking for an abort: see TaskWaits.
        if (!state.TryJoin(out uint use))
        {
            Take().Wake();
            return false;
        }

        if (owner is { MustStop: true })
        {
            EndWait(use, ref state);
            return false;
        }

        return true;
    }

    /// <summary>Ends the given wait of the slot because its own task was aborted; nothing if it has ended already.</summary>
    public void EndWait(uint use, ref TaskState state)
    {
        if (state.TryEndJoin(use))
        {
            Take().Wake();
        }
    }

    /// <summary>After the task's completion: wakes who the state says is left to wake.</summary>
    /// <param name="completion">What the state said.</param>
    /// <param name="task">The task.</param>
    /// <param name="state">Its state.</param>
    /// <param name="thread">The calling thread's context if its turn ends here and may go on with a joiner.</param>
    public void Wake(Completion completion, JoinHandle task, ref TaskState state, ThreadContext? thread)
    {
        WaitNode<VoidResult>? listed = null;
        if ((completion & Completion.WakeList) != 0)
        {
            listed = task.Extras().Joiners.TakeClaimed();
            state.Unlatch();
        }

        if ((completion & Completion.WakeJoiner) != 0)
        {
            WorkItem joiner = Take();
            if (thread is null || !thread.TryGoOnWith(joiner))
            {
                joiner.Wake();
            }
        }

        JoinerRing.WakeAll(listed);
    }

    /// <summary>Has the continuation woken when the task ends, by a node in the list. The returned wait can be withdrawn.</summary>
    public static (WaitNode<VoidResult> Node, uint Version) List(WorkItem continuation, JoinHandle task, ref TaskState state)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(task, returnsItself: true);
        uint version = node.Version;
        if (TryList(node, task, ref state))
        {
            node.OnDone(continuation);
        }
        else
        {
            continuation.Wake();
        }

        return (node, version);
    }

    /// <summary>Lists a new node for a wait that a token can end; null if the task has completed.</summary>
    public static WaitNode<VoidResult>? TryList(JoinHandle task, ref TaskState state)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(task);
        return TryList(node, task, ref state) ? node : null;
    }

    /// <summary>Takes a node off the list, if it still is there.</summary>
    public static void Unlist(WaitNode<VoidResult> node, JoinHandle task, ref TaskState state)
    {
        if (state.TryLatchBeforeCompletion())
        {
            task.Extras().Joiners.Remove(node);
            state.Unlatch();
        }
    }

    private static bool TryList(WaitNode<VoidResult> node, JoinHandle task, ref TaskState state)
    {
        TaskExtras extras = task.Extras();
        if (!state.TryLatchBeforeCompletion())
        {
            node.Discard();
            return false;
        }

        extras.Joiners.Add(node);
        state.Unlatch();
        return true;
    }

    private WorkItem Take()
    {
        WorkItem joiner = _slot.Item!;
        joiner.Wait = null;
        _slot.TryRemove(joiner);
        return joiner;
    }
}
