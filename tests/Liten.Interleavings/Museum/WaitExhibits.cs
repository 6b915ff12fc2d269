namespace Liten.Interleavings;

/// <summary>Bugs of waits: who is woken, who gets the outcome, and whose object it is afterwards.</summary>
internal static class WaitExhibits
{
    private const string Rendezvous = "Waits/Rendezvous.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "wait.readable-before-the-continuation-is-taken",
            "dotnet/coreclr#22711, and Liten 316d652: the outcome could be read before the completer had taken the continuation. "
            + "Who polled took it and began the next use, and the completer woke that one.",
            "rendezvous.two-consumers-and-reuse",
            Rendezvous,
            """
                    object? waiting = Volatile.Read(ref _continuation);
                    if (waiting is null)
            """,
            """
                    ulong early = Volatile.Read(ref _word);
                    Volatile.Write(ref _word, early - (early & PhaseMask) + Done);
                    object? waiting = Volatile.Read(ref _continuation);
                    if (waiting is not null)
                    {
                        return Unsafe.As<T>(waiting);
                    }

                    if (waiting is null)
            """),
        new(
            "wait.state-of-the-last-use",
            "dotnet/runtime#127256: a pooled source kept state of its last use, and the next one began with it.",
            "wait.next-use-against-late-abort",
            Rendezvous,
            "        _continuation = null;",
            "        _ = _continuation;"),
        new(
            "wait.version-stays",
            "A pooled source whose version does not change: a late abort of the last use ends the wait of the next user (the ABA problem).",
            "wait.next-use-against-late-abort",
            Rendezvous,
            "Volatile.Write(ref _word, ((word >> VersionShift) + 1) << VersionShift);",
            "Volatile.Write(ref _word, (word >> VersionShift) << VersionShift);"),
        new(
            "wait.second-awaiter-overwrites",
            "Liten 32cec5d: of two threads that await one LitenTask at the same instant, the one that was refused had overwritten the other's continuation. "
            + "That one never woke.",
            "rendezvous.completer-against-two-awaiters",
            Rendezvous,
            "object? before = Interlocked.CompareExchange(ref _continuation, continuation, null);",
            "object? before = Interlocked.Exchange(ref _continuation, continuation);"),
        new(
            "wait.two-consumers",
            "Liten 8345416: checking that a result is there and taking it were two steps. Two threads passed the check, and one of them got the default value.",
            "rendezvous.two-consumers-and-reuse",
            Rendezvous,
            "|| Interlocked.CompareExchange(ref _word, word | Consumed, word) != word)",
            "|| Interlocked.Exchange(ref _word, word | Consumed) == ulong.MaxValue)"),
        new(
            "wait.late-wake-of-an-ended-method",
            "Liten 1c195d2: a foreign awaiter kept the continuation, threw, and called it later. The method had failed already, and its code ran again.",
            "wake.foreign-awaiter-calls-after-throwing",
            "Calls/ForeignWake.cs",
            "bool isFirst = _used.TrySet();",
            "bool isFirst = _used.TrySet() || true;"),
        new(
            "wait.fails-and-goes-on",
            "Liten 8e9c829 (review B8): a foreign awaiter handed its continuation over, was called back at once by another thread, and threw. "
            + "The method failed for it on the one thread while it went on on the other.",
            "wake.foreign-awaiter-hands-over-and-throws",
            "Calls/LitenTaskMethodBuilder{T}.cs",
            """
                        awaiter.UnsafeOnCompleted(wake.Invoke);
                    }
                    catch (Exception exception) when (!wake.TryUse())
            """,
            """
                        awaiter.UnsafeOnCompleted(wake.Invoke);
                    }
                    catch (Exception exception) when (!wake.TryUse() && false)
            """),
        new(
            "mutex.lock-for-a-cancelled-waiter",
            "tokio#1902: a mutex stayed locked for ever when a waiter was cancelled. Here the lock is handed to a waiter that a cancellation has claimed, "
            + "and nobody unlocks it again.",
            "mutex.unlock-against-cancel-of-the-first-of-two",
            "Sync/Locks/MutexCore{TGuard}.cs",
            "WaitNode<TGuard>? next = WaitNode<TGuard>.TakeClaimed(ref _waiters);",
            "_ = _waiters.TryRemoveFirst(out WaitNode<TGuard>? next) && next.TryClaim();"),
        new(
            "mutex.overtaken-for-ever",
            "golang/go#13086: a goroutine that locked again and again could keep another one waiting without end.",
            "mutex.last-overtaking-of-two",
            "Sync/Locks/MutexCore{TGuard}.cs",
            "bool deferred = _overtakes < MaxOvertakes",
            "bool deferred = _overtakes >= 0"),
        new(
            "mutex.left-free-where-no-turn-ends",
            "Beside golang/go#13086: a lock that is left free for later must have a later. Here it is also left free by code that runs in no turn, and "
            + "whoever waits for it waits for ever.",
            "mutex.three-lockers",
            "Waits/Turn.cs",
            "if (before is null && _stepsLeft != OutOfTurn && IsWorker)",
            "if (before is null && IsWorker)"),
        new(
            "mutex.deferred-grant-of-a-held-lock",
            "Beside golang/go#13086: the deferred grant does not look whether the lock was taken meanwhile, and two hold it.",
            "mutex.left-free-against-rescue",
            "Sync/Locks/MutexCore{TGuard}.cs",
            "if (IsHeldUnsynchronized || _waiters.IsEmpty)",
            "if (_waiters.IsEmpty)"),
    ];
}
