namespace Liten.Interleavings;

/// <summary>Bugs of a task's life.</summary>
internal static class TaskExhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        new(
            "task.listed-before-it-knows-its-place",
            "Liten, before its first release: a task was on the list of the living before it knew its place there. "
            + "An abort that found it at once ended it and could not take it off the list.",
            "shutdown.close-against-spawn",
            "Waits/Admission.cs",
            """
                    scope.Admitted(_nextId++, _live.TakeSlot());
                    Counters.CountSpawn();
                    _live.Add(scope);
            """,
            """
                    int slot = _live.TakeSlot();
                    _live.Add(scope);
                    Counters.CountSpawn();
                    _ = scope.HasEnded;
                    scope.Admitted(_nextId++, slot);
            """),
        new(
            "task.abort-lost-in-a-shield",
            "Liten b16e101: an abort that came while a shield held was forgotten when the shield ended, and the task went on waiting for ever.",
            "abort.shield-that-ends-meanwhile",
            "Tasks/TaskCore.cs",
            "if (Extras().RemoveShield() && IsAbortRequested)",
            "if (Extras().RemoveShield() && TaskId < 0)"),
        new(
            "task.abort-of-the-next-user-of-a-box",
            "Liten b16e101, the class of it: a task went on listing a call that had ended, whose pooled box another task used by then. "
            + "An abort of the one ended a wait of the other.",
            "abort.against-the-next-user-of-a-box",
            "Waits/CallSeat.cs",
            "            Owner!.Unlist(call);",
            ""),
        new(
            "task.unlatch-by-a-store",
            "The latch bit shares a word with the abort's bit: a latch that is given back by a store wipes out an abort that came meanwhile.",
            "task-state.end-against-abort-and-joiner",
            "Tasks/TaskState.cs",
            "Interlocked.And(ref _bits, ~Latched);",
            "Volatile.Write(ref _bits, Volatile.Read(ref _bits) & ~Latched);"),
        new(
            "limit.increment-and-take-back",
            "Liten's first MaxTasks: a spawn counted itself and took that back when there was no room. "
            + "Meanwhile it refused another spawn for which there was room.",
            "limit.spawn-after-an-end-against-spawn",
            "Tasks/TaskPlaces.cs",
            """
                    bool taken = TryTakeUnsynchronized();
                    _latch.Exit();
                    return taken;
            """,
            """
                    bool taken = ++_taken <= most;
                    _latch.Exit();
                    if (!taken)
                    {
                        _latch.Enter();
                        _taken--;
                        _latch.Exit();
                    }

                    return taken;
            """),
        new(
            "abort.ends-the-wait-of-the-next-user",
            "Found here, by the search without a bound: an abort looked whether the call was still listed and then whether it still waited. "
            + "In between the call could end and its box and node serve another task, whose wait was then aborted.",
            "abort.against-the-next-user-of-a-box",
            "Waits/OpenWait.cs",
            "return ReferenceEquals(item.Wait, wait);",
            "return true;"),
    ];
}
