namespace Liten;

/// <summary>
/// Who waits for one task's end: usually one continuation, in a slot of its own; further ones in a list, each with a
/// node.
/// </summary>
/// <remarks>
/// <para>
/// A joiner of the slot (1) puts its continuation into the empty slot, (2) notes its wait where an abort of its own
/// task finds it, (3) sets the Joined bit of the awaited task's state. The one who takes that bit away empties the
/// slot and wakes the continuation: the task's completion, or an abort of the joiner. A task that has completed refuses
/// step 3, and the joiner wakes itself.
/// </para>
/// <para>
/// Step 2 comes after step 1, so that an abort which finds the wait does not meet the slot's wait before; each wait has
/// a number, so that it does not meet the one after.
/// </para>
/// Mutable struct: keep it in a field that is not readonly. The list is in <see cref="TaskExtras"/>, under the latch of
/// the state.
/// </remarks>
internal struct TaskJoiners
{
    private AtomicSlot<WorkItem> _slot;

    /// <summary>Has the continuation woken when the task ends.</summary>
    /// <returns>Whether it waits in the slot.</returns>
    public bool Add(WorkItem continuation, TaskCore task)
    {
        if (!_slot.TryPut(continuation))
        {
            List(continuation, task);
            return false;
        }

        AbortScope? owner = continuation.NoteWait(task);

        // A full fence between noting the wait and looking for an abort: see CallSeat.
        if (!task.State.TryJoin(out uint use))
        {
            Take().Wake();
            return false;
        }

        if (owner is { MustStop: true })
        {
            EndWait(use, task);
            return false;
        }

        return true;
    }

    /// <summary>
    /// Ends the given wait of the slot because its own task was aborted; nothing if it has ended already.
    /// </summary>
    public void EndWait(uint use, TaskCore task)
    {
        if (task.State.TryEndJoin(use))
        {
            Take().Wake();
        }
    }

    /// <summary>After the task's completion: wakes who the state says is left to wake.</summary>
    /// <param name="completion">What the state said.</param>
    /// <param name="task">The task.</param>
    /// <param name="turn">The calling thread's turn if it ends here and may go on with a joiner.</param>
    public void Wake(TaskState.Completion completion, TaskCore task, Turn? turn)
    {
        ClaimedWaits<VoidResult> listed = default;
        if ((completion & TaskState.Completion.WakeList) != 0)
        {
            listed.TakeAllFrom(ref task.Extras().Joiners);
            task.State.Unlatch();
        }

        if ((completion & TaskState.Completion.WakeJoiner) != 0)
        {
            WorkItem joiner = Take();
            if (turn is null || !turn.TryGoOnWith(joiner))
            {
                joiner.Wake();
            }
        }

        listed.SetResult(default);
    }

    /// <summary>
    /// Has the continuation woken when the task ends, by a node in the list. The returned wait can be withdrawn.
    /// </summary>
    public static (WaitNode<VoidResult> Node, uint Version) List(WorkItem continuation, TaskCore task)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(task, returnsItself: true);
        uint version = node.Version;
        if (TryList(node, task))
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
    public static WaitNode<VoidResult>? TryList(TaskCore task)
    {
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(task);
        return TryList(node, task) ? node : null;
    }

    /// <summary>Takes a node off the list, if it still is there.</summary>
    public static void Unlist(WaitNode<VoidResult> node, TaskCore task)
    {
        if (task.State.TryLatchBeforeCompletion())
        {
            task.Extras().Joiners.Remove(node);
            task.State.Unlatch();
        }
    }

    /// <summary>Lists a node; false if the task has completed, and then the node was discarded.</summary>
    public static bool TryList(WaitNode<VoidResult> node, TaskCore task)
    {
        TaskExtras extras = task.Extras();
        if (!task.State.TryLatchBeforeCompletion())
        {
            node.Discard();
            return false;
        }

        extras.Joiners.AddLast(node);
        task.State.Unlatch();
        return true;
    }

    private WorkItem Take()
    {
        WorkItem joiner = _slot.Item!;
        joiner.Seat.Forget();
        _slot.TryRemove(joiner);
        return joiner;
    }
}
