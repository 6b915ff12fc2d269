namespace Liten.Interleavings;

/// <summary>Bugs of the handshake between who queues work and who goes to sleep.</summary>
internal static class SleepExhibits
{
    private const string Idle = "Scheduling/IdleWorkers.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "sleep.waker-without-fence",
            "dotnet/runtime#121887, the enqueuer's side: the fence between queueing an item and looking for a sleeper was relaxed in .NET 9. "
            + "The item stayed queued while every worker slept, and programs hung within minutes.",
            "idle.push-against-parking-worker",
            Idle,
            "Interlocked.MemoryBarrier();",
            ""),
        new(
            "sleep.parker-without-fence",
            "The same, the worker's side: it announces its sleep by a store that is not ordered before its last look at the queues.",
            "idle.push-against-parking-worker",
            Idle,
            """
                    int word = Interlocked.Add(ref _word.Value, isSearching ? -(AwakeUnit + SearchingUnit) : -AwakeUnit);
            """,
            """
                    int word = Volatile.Read(ref _word.Value) - (isSearching ? AwakeUnit + SearchingUnit : AwakeUnit);
                    Volatile.Write(ref _word.Value, word);
            """),
        new(
            "sleep.look-before-announcing",
            "dotnet/coreclr#14015: a worker took its request back after it had looked for work, not before. "
            + "What was queued between the look and the announcement woke nobody.",
            "runtime.spawn-and-join",
            "Scheduling/Worker.cs",
            """
                    bool noneSearches = _idle.Park(Index, _isSearching);
                    bool isWanted = _hasStandIn && _seat.IsClaimed;
                    bool staysAwake = (noneSearches && Search.SeesWork()) || _scheduler.IsStopping || isWanted;
            """,
            """
                    bool seesWork = Search.SeesWork();
                    bool noneSearches = _idle.Park(Index, _isSearching);
                    bool isWanted = _hasStandIn && _seat.IsClaimed;
                    bool staysAwake = (noneSearches && seesWork) || _scheduler.IsStopping || isWanted;
            """),
        new(
            "sleep.own-queue-not-looked-at",
            "Liten's first no-steal workers: the last look before the sleep left out the worker's own injection queue. "
            + "What was injected at that moment was never run.",
            "runtime.spawn-and-join",
            "Scheduling/WorkSearch.cs",
            "if (!_intake.IsEmpty || LocalCount > 0)",
            "if (LocalCount > 0)"),
        new(
            "sleep.counts-in-two-steps",
            "dotnet/runtime#128879: the pool's counters of working and waiting threads came out of step, and a worker slept for ever. "
            + "Here two numbers share one word, and one of them is changed by a read and a write.",
            "idle.counts-of-a-wake",
            Idle,
            "public bool EndSearch() => Searching(Interlocked.Add(ref _word.Value, -SearchingUnit)) == 0;",
            """
            public bool EndSearch()
            {
                int word = Volatile.Read(ref _word.Value) - SearchingUnit;
                Volatile.Write(ref _word.Value, word);
                return Searching(word) == 0;
            }
            """),
        new(
            "sleep.woken-worker-takes-a-role",
            "Liten a3bd066: a worker that was woken while it planned its sleep made itself the watcher and the keeper of the next deadline. "
            + "Then nobody who slept watched.",
            "idle.woken-worker-takes-no-role",
            Idle,
            "if (IndexOf(worker) < 0)",
            "if (worker < 0)"),
    ];
}
