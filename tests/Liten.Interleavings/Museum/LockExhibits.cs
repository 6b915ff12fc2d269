namespace Liten.Interleavings;

/// <summary>Bugs of locks: who is let in when somebody gives up, and what is given back how often.</summary>
internal static class LockExhibits
{
    private const string Semaphore = "Sync/Locks/AsyncSemaphore.Steps.cs";
    private const string Readers = "Sync/Locks/ReaderWriterQueue{T,TRead,TWrite}.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "rwlock.cancelled-writer-keeps-readers-out",
            "StephenCleary/AsyncEx#134: a waiting writer was cancelled, and the readers that it had kept out were not let in.",
            "rwlock.cancelled-writer-lets-readers-in",
            Readers,
            """
                    _writers.Remove(node);
                    LetInAndExit(readersFirst: false);
            """,
            """
                    _writers.Remove(node);
                    Latch.Exit();
            """),
        new(
            "rwlock.writer-during-a-downgrade",
            "dotnet/dotNext#275 and tokio#2957: a downgrade released the lock and took it again, and a writer came in between.",
            "rwlock.downgrade-against-writer-and-waiting-reader",
            "Sync/Locks/ReaderWriterCore{T}.cs",
            "        Readers = 1;",
            "        Readers = 0;"),
        new(
            "semaphore.cancelled-large-acquire-keeps-others-out",
            "microsoft/vs-threading#259: the first in the queue was cancelled, and nobody looked whether the next one could go on.",
            "semaphore.large-head-aborted-against-try-acquire",
            Semaphore,
            """
                    _waiters.Remove(node);
                    GrantAndExit();
            """,
            """
                    _waiters.Remove(node);
                    _latch.Exit();
            """),
        new(
            "semaphore.permit-for-a-cancelled-waiter",
            "kotlinx.coroutines#2380: a permit was taken off for a waiter that a cancellation had claimed, and nobody gave it back.",
            "semaphore.give-back-against-cancel-and-new-acquirer",
            Semaphore,
            """
                        if (first.TryClaim())
                        {
                            _available -= first.Mark;
            """,
            """
                        _available -= first.Mark;
                        if (first.TryClaim())
                        {
            """),
        new(
            "semaphore.freed-between-look-and-queue",
            "microsoft/vs-threading#200: a permit came back after the first look and before the queueing. Whoever queued then waited for ever for what was "
            + "there.",
            "semaphore.copies-of-permits",
            Semaphore,
            """
                    EnterWithSpare();
                    if (TryTakeUnsynchronized(permits, out SemaphorePermits taken))
                    {
                        _latch.Exit();
            """,
            """
                    EnterWithSpare();
                    SemaphorePermits taken = default;
                    if (permits < 1)
                    {
                        _latch.Exit();
            """),
        new(
            "semaphore.given-back-twice",
            "microsoft/kernel-memory#941: permits were given back once more than they had been taken, and more were inside than might be.",
            "semaphore.copies-of-permits",
            "Sync/Locks/SpareLeases{TOwner}.cs",
            "if (lease.Use != use)",
            "if (lease.Use < use)"),
        new(
            "lock.registration-disposed-under-the-latch",
            "microsoft/vs-threading#1000: the giver disposed the waiter's registration under its lock. Disposing waits for a running callback, and the callback "
            + "waited for the lock.",
            "mutex.unlock-against-cancel-of-the-first-of-two",
            "Waits/AbortableWait.cs",
            """
                public bool TryClaim()
                    => _group is { } group ? group.TryClaim(this) : Meeting.TryClaim(Meeting.ReadVersion());
            """,
            """
                public bool TryClaim()
                {
                    bool won = Meeting.TryClaim(Meeting.ReadVersion());
                    Uninterruptible.Dispose(_registration);
                    return won;
                }
            """),
        new(
            "barrier.cancelled-arrival-counts",
            "tokio#6494: a cancelled wait at a barrier still counted, and the others went on with one too few.",
            "barrier.aborted-arrival-against-the-last",
            "Sync/Locks/AsyncBarrier.cs",
            "        _arrived -= isOpen ? 1 : 0;",
            "        _ = _arrived;"),
        new(
            "barrier.counted-and-cancelled",
            "Beside tokio#6494: the token has won the wait, and the last one arrives before the arrival is taken back. It has counted, and its task is told that "
            + "it did not.",
            "barrier.cancelled-arrival-against-the-last",
            "Sync/Locks/BarrierNode.cs",
            "if (_barrier!.TryTakeBack(this))",
            "if (_barrier!.TryTakeBack(this) || Mark == Mark + 0)"),
    ];
}
