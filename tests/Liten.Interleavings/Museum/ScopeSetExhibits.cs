namespace Liten.Interleavings;

/// <summary>Bugs of a set of tasks.</summary>
internal static class ScopeSetExhibits
{
    public static IEnumerable<Exhibit> All =>
    [
        new(
            "joinset.result-taken-for-a-wait-that-was-cancelled",
            "The classic of all queues with waiters that can be cancelled: the item is taken out before the waiter is claimed, "
            + "and when the claim fails nobody has it.",
            "joinset.end-against-cancelled-next",
            "Scopes/JoinSetCore{TResult}.cs",
            "            if (waiter is not null && _finished.TryTake(out task))",
            "            if (_finished.TryTake(out task))"),
        new(
            "joinset.empty-while-a-spawn-is-under-way",
            "The first draft of DetachAll: it set the number of tasks to zero. One that was being spawned was no member yet, came in "
            + "afterwards, and who asked for the next one was told that there is none.",
            "joinset.spawn-against-detach",
            "Scopes/JoinSetCore{TResult}.cs",
            "            _untaken -= DetachMembers() + _finished.Count;",
            """
                        DetachMembers();
                        _untaken = 0;
            """),
        new(
            "joinset.newcomer-overtakes",
            "The first draft of NextAsync: one who came between the end of a task and its hand-over took the result of the one who "
            + "waited, who was told then that the set is empty.",
            "joinset.end-against-newcomer",
            "Scopes/JoinSetCore{TResult}.cs",
            "        if (WaitNode<TResult?>.FirstWaiting(ref _waiters) is not null)",
            "        if (_finished.Count == 0 && WaitNode<TResult?>.FirstWaiting(ref _waiters) is not null)"),
    ];
}
