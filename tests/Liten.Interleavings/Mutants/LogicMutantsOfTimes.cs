namespace Liten.Interleavings;

/// <summary>Mistakes in the cases of a select that wait for times, and in permits that are given up.</summary>
internal static class LogicMutantsOfTimes
{
    public static IEnumerable<LogicMutant> All =>
    [
        new(
            "select.tick-is-believed",
            "A tick whose time has come is won without a look at whether it was put off meanwhile.",
            "select.tick-against-reset",
            "Select/TickClause.cs",
            "=> base.TakeOutcome() == ClauseLook.Taken ? LookUnsynchronized() : ClauseLook.Ended;",
            "=> base.TakeOutcome() == ClauseLook.Taken ? (LookUnsynchronized(), ClauseLook.Taken).Item2 : ClauseLook.Ended;"),
        new(
            "select.tick-stays-occupied",
            "The wait of a round that has ended goes on occupying its interval.",
            "select.tick-against-token",
            "Timers/TickWait.cs",
            "interval?.Leave();",
            "_ = interval;"),
        new(
            "select.disposed-interval-is-waited-for",
            "A round that finds its interval disposed when it begins to wait does not end its wait.",
            "select.tick-begins-against-dispose",
            "Timers/Interval.Waiting.cs",
            "if (isDisposed && own.TryClaim())",
            "if (!isDisposed && movedUp && own.IsDecided && own.TryClaim())"),
        new(
            "select.planned-alarm-is-lost",
            "A round that ends before it has set the alarm that it has planned leaves it to nobody.",
            "select.delay-queue-round-that-ends-against-receiver",
            "Select/DelayClause{T}.cs",
            """
                    // rely on it.
                    SetPlannedAlarm();
            """,
            """
                    // rely on it.
            """),
        new(
            "semaphore.given-up-and-given-back",
            "Permits that were given up stay in the count of those that will come back.",
            "semaphore.forget-against-copy-and-release",
            "Sync/Locks/AsyncSemaphore.Steps.cs",
            """
                    if (_spares.TryEnd(lease, use, _waiters.Count))
                    {
                        _leased -= lease.Permits;
                    }
            """,
            """
                    _spares.TryEnd(lease, use, _waiters.Count);
            """),
    ];
}
