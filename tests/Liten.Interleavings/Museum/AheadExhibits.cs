namespace Liten.Interleavings;

/// <summary>Bugs of tasks that are begun ahead of their queue entries, and of the slot in which a task's joiner waits.</summary>
internal static class AheadExhibits
{
    private const string State = "Tasks/TaskState.cs";
    private const string Task = "Tasks/SpawnedTask.cs";
    private const string Joiners = "Tasks/TaskJoiners.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "ahead.looks-for-the-mark-before-the-start",
            "Found here: who took the entry off the queue looked for the mark and then whether the task had begun. It was begun ahead in between, "
            + "so the entry was taken for the second turn, and the second turn for the entry: a call was finished that had not ended, or the task never.",
            "ahead.pop-of-the-entry",
            Task,
            """
                    if (State.IsStarted)
                    {
                        return State.TakeStale() ? null : Continue(turn);
                    }
            """,
            """
                    if (State.TakeStale())
                    {
                        return null;
                    }

                    if (State.IsStarted)
                    {
                        return Continue(turn);
                    }
            """),
        new(
            "ahead.entry-left-after-a-lost-start",
            "The other half of it: who loses the start to a turn that begins the task ahead has passed over the entry, and must say so.",
            "ahead.pop-of-the-entry",
            Task,
            """
                    State.TakeStale();
                    return null;
            """,
            """
                    return null;
            """),
        new(
            "ahead.entry-not-marked",
            "A task is begun ahead without a mark for its entry, which is then taken for its second turn while its call has not ended.",
            "ahead.pop-of-the-entry-of-a-call",
            State,
            "TryStart(Started | Stale)",
            "TryStart(Started)"),
        new(
            "ahead.passed-over-twice",
            "The entry and the second turn come off the queue at once, both see the mark, and the task never ends.",
            "ahead.second-turn-against-the-entry",
            State,
            "(Interlocked.And(ref _bits, ~Stale) & Stale) != 0;",
            "Interlocked.And(ref _bits, ~Stale) != 0;"),
        new(
            "ahead.begins-after-the-close",
            "A turn that waits for a task begins it although the host has closed: what is queued at a shutdown must not begin.",
            "ahead.close-and-give-up",
            Task,
            "if (Host.IsClosing || !State.TryStartAhead())",
            "if (!State.TryStartAhead())"),
        new(
            "join.wait-noted-before-the-slot",
            "A joiner notes its wait before the slot is its own: an abort of it finds the number of the wait that is in the slot, and ends that one.",
            "join.wait-noted-against-the-slots-owner",
            Joiners,
            """
                    if (!_slot.TryPut(continuation))
                    {
                        List(continuation, task);
                        return false;
                    }

                    AbortScope? owner = continuation.NoteWait(task);
            """,
            """
                    AbortScope? owner = continuation.NoteWait(task);

                    if (!_slot.TryPut(continuation))
                    {
                        List(continuation, task);
                        return false;
                    }
            """),
        new(
            "join.waits-not-counted",
            "All waits of the slot have the same number: an abort that comes late ends the next one, which a shield protects.",
            "join.end-of-a-shield-against-a-second-wait",
            State,
            "unchecked(bits + OneUse) | Joined",
            "bits | Joined"),
        new(
            "join.no-look-for-an-abort",
            "A joiner does not look for an abort after it has noted its wait: one that came just before leaves it waiting.",
            "join.late-abort-against-the-next-joiner",
            Joiners,
            "if (owner is { MustStop: true })",
            "if (owner is { PinnedWorker: < AbortScope.AnyWorker })"),
        new(
            "abort.looks-for-the-shield-first",
            "Found here: an abort saw no shield and then looked for waits. In between the task put up a shield and waited again, and that wait was aborted.",
            "join.late-abort-against-a-shielded-wait",
            "Tasks/OpenCalls.cs",
            """
                    int left = int.MaxValue;
            """,
            """
                    if (!HoldBackAbort())
                    {
                        CallList.Batch all = default;
                        Span<OpenWait> open = all;
                        int rest = int.MaxValue;
                        foreach (OpenWait wait in open[.._calls.ReadWaits(open, ref rest)])
                        {
                            wait.Wait.Abort(wait.Version, owner);
                        }

                        return;
                    }

                    int left = int.MaxValue;
            """),
        new(
            "abort.finds-a-returned-wait-after-its-end",
            "Found here: a task whose body had returned a wait as it is still showed it after its result was taken. An abort then ended a pooled node "
            + "that was nobody's, or somebody else's wait.",
            "ahead.abort-of-the-awaited",
            Task,
            """
                        _contextOrCall.Set(null);
                        Finish(call, turn);
            """,
            """
                        Finish(call, turn);
            """),
        new(
            "ring.discard-under-a-thief",
            "The owner clears a full ring while a thief copies its claim, and puts the head where the thief's end cannot undo it.",
            "ring.discard-against-2-thieves",
            "Queues/WorkStealingQueue.cs",
            "if (head.HasActiveThief || unchecked(tail - head.Real) < Capacity",
            "if (unchecked(tail - head.Steal) < Capacity"),
        new(
            "ring.discard-without-a-claim",
            "The owner clears a full ring that is within the thieves' reach: what they take meanwhile stays in the ring, too.",
            "ring.discard-against-2-thieves",
            "Queues/WorkStealingQueue.cs",
            """
                        return;
                    }

                    // Every slot is the owner's now.
            """,
            """
                        return;
                    }

                    Volatile.Write(ref _ends.Head, head.Word);

                    // Every slot is the owner's now.
            """),
    ];
}
