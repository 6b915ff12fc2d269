namespace Liten.Interleavings;

/// <summary>
/// Mistakes planted by a reviewer who wanted to know what the proof does not see. The mutants that are made of atomic operations say
/// nothing about these: batch limits, orders of steps, branches for what belongs to no task.
/// </summary>
public static class LogicMutants
{
    private const string Foreign = "Calls/ForeignTask.cs";
    private const string Idle = "Scheduling/IdleWorkers.cs";

    public static IEnumerable<LogicMutant> All =>
    [
        .. OfTheSearch, .. OfTheSleep, .. OfTasks, .. OfForeignWaits, .. OfTheEnd, .. OfSignals, .. LogicMutantsOfTimes.All,
        .. LogicMutantsOfLanes.All,
    ];


    public static TheoryData<LogicMutant> Data => [.. All];

    private static IEnumerable<LogicMutant> OfTheSearch =>
    [
        new(
            "search.last-victim-left-out",
            "The last look at the queues before a sleep leaves out the last of the other workers.",
            "search.of-three-workers-for-a-blocked-ones-ring",
            "Scheduling/WorkSearch.cs",
            """
                    foreach (WorkSearch victim in _victims)
                    {
                        if (victim._ring.Count > 0)
            """,
            """
                    foreach (WorkSearch victim in _victims.SkipLast(1))
                    {
                        if (victim._ring.Count > 0)
            """),
        new(
            "search.last-stale-entry-is-run",
            "Where the search for a live entry gives up, it returns the last stale one as if it were live.",
            "search.first-after-many-stale-entries",
            "Scheduling/InjectionIntake.cs",
            """
                        item = null;
                    }
            """,
            """
                        _ = item;
                    }
            """),
    ];

    private static IEnumerable<LogicMutant> OfTheSleep =>
    [
        new(
            "sleep.keeper-gives-the-later-deadline-up",
            "A keeper that plans for a later deadline gives the role up and sleeps on.",
            "idle.earlier-timer-against-park",
            Idle,
            "(_keeper == None || _keeper == worker || deadline < _keeperDeadline)",
            "(_keeper == None || deadline < _keeperDeadline)"),
        new(
            "sleep.woken-watcher-keeps-the-role",
            "A watcher that is woken for work keeps the role, and nobody watches.",
            "idle.woken-worker-takes-no-role",
            Idle,
            "_watcher = _watcher == worker ? None : _watcher;",
            "_ = _watcher;"),
        new(
            "sleep.watcher-sleeps-on-with-a-rescued-grant",
            "The watcher makes the grant of a blocked turn, which queues the waiter on the watcher itself, and sleeps on.",
            "runtime.lock-behind-a-blocked-worker",
            "Scheduling/Worker.cs",
            "return Search.LocalCount > 0 || (nothingMoved && !Injection.IsEmpty);",
            "return false;"),
        new(
            "timer.earlier-deadline-unannounced",
            "A cancelled timer publishes an earlier time than before, and tells nobody.",
            "timer.cancel-against-earlier-arm",
            "Timers/TimerDriver.cs",
            "if (next > _nextDeadline)",
            "if (next != _nextDeadline)"),
        new(
            "timer.cancelled-sleep-stays-counted",
            "A sleep that was cancelled counts as one that will end: a shutdown waits for it.",
            "timer.sleep-cancelled-against-fire-and-next",
            "Timers/Sleeps.cs",
            "_armed -= driver.DisarmUnsynchronized(sleep.Mark, sleep) ? 1 : 0;",
            "driver.DisarmUnsynchronized(sleep.Mark, sleep);"),
    ];

    private static IEnumerable<LogicMutant> OfTasks =>
    [
        new(
            "task.late-abort-ends-the-next-joiners-wait",
            "An abort does not look which wait of the joiner's slot it means.",
            "join.late-abort-against-the-next-joiner",
            "Tasks/TaskState.cs",
            "if ((bits & Joined) == 0 || Use(bits) != use)",
            "if ((bits & Joined) == 0)"),
        new(
            "wait.registration-outlives-its-use",
            "A wait goes back to the pool with the registration of its token, which ends the next use.",
            "wait.next-use-against-late-token",
            "Waits/AbortableWait.cs",
            "            Uninterruptible.Dispose(_registration);",
            ""),
        new(
            "mutex.second-grant-of-a-turn-forgotten",
            "A turn that has deferred one grant says of another one that it is deferred, too, and never makes it.",
            "mutex.two-released-in-one-turn",
            "Waits/Turn.cs",
            "return ReferenceEquals(before, grant);",
            "return before is not null;"),
        new(
            "ahead.context-of-the-turn-leaks",
            "A task that is begun ahead sees the SynchronizationContext that the turn before it has left.",
            "ahead.context-left-by-the-turn",
            "Tasks/SpawnedTask.cs",
            """
                    turn.RestoreSynchronizationContext();
                    Begin(turn);
            """,
            """
                    Begin(turn);
            """),
    ];

    private static IEnumerable<LogicMutant> OfForeignWaits =>
    [
        new(
            "foreign.wait-added-after-the-end",
            "A wait is added to a foreign task that has ended, and nobody ends it.",
            "foreign.two-first-waits-against-completion",
            Foreign,
            "bool waits = !_hasEnded;",
            "bool waits = true;"),
        new(
            "foreign.thrown-exception-reported-as-well",
            "That a wait has got the outcome is forgotten, and another one's early end reports the exception.",
            "foreign.two-waits-against-exception-and-aborts",
            Foreign,
            "_isSettled |= claimed is not null;",
            "_ = claimed;"),
        new(
            "foreign.exception-at-the-instant-of-an-abort-is-lost",
            "An abort that has won against the completion does not look whether the task has ended by now.",
            "foreign.completion-against-abort",
            Foreign,
            """
                        _asker = asker;
                    }

                    bool isLate = IsLateUnsynchronized();
            """,
            """
                        _asker = asker;
                    }

                    bool isLate = false;
            """),
        new(
            "foreign.reported-twice",
            "What was reported does not count as settled.",
            "foreign.two-waits-against-exception-and-aborts",
            Foreign,
            "_isSettled |= isLate;",
            "_ = isLate;"),
    ];

    private static IEnumerable<LogicMutant> OfTheEnd =>
    [
        new(
            "shutdown.stray-runs-on-in-a-stopping-worker",
            "A stopping worker takes what belongs to no task: a stray method that loops over a yield holds it for ever.",
            "shutdown.stop-against-a-stray-that-yields-for-ever",
            "Scheduling/MultiThreadScheduler.cs",
            "return !IsStopping || item.Owner is not null;",
            "return true;"),
        new(
            "shutdown.quiet-while-a-worker-is-at-its-turn",
            "What is queued is looked at, and not whether a worker is awake.",
            "shutdown.quiet-only-between-turns",
            "Scheduling/MultiThreadScheduler.cs",
            "InjectionQueueDepth == 0 && Idle.AwakeCount == 0",
            "InjectionQueueDepth == 0"),
        new(
            "blocking.leaves-with-a-job-in-hand",
            "A blocking thread whose time is over leaves although it was given a job at that moment.",
            "blocking.spawn-against-keep-alive",
            "Blocking/BlockingRoster.cs",
            "if (thread.Job is not null)",
            "if (thread.Job is not null && !expired)"),
    ];

    /// <summary>A signal reads without its latch whether there is something: who waits must look again under it.</summary>
    private static IEnumerable<LogicMutant> OfSignals =>
    [
        new(
            "notify.wait-trusts-its-look",
            "A wait that has found no permit queues itself without a second look under the latch.",
            "notify.one-against-all-and-a-new-wait",
            "Sync/Signals/AsyncNotify.cs",
            """
                    if (TryTakeUnsynchronized())
                    {
                        _latch.Exit();
                        node.Discard();
            """,
            """
                    if (!_waiters.IsEmpty && TryTakeUnsynchronized())
                    {
                        _latch.Exit();
                        node.Discard();
            """),
        new(
            "watch.receive-trusts-its-look",
            "A receive that has found nothing new queues itself without a second look under the latch.",
            "watch.two-sends-against-receive",
            "Sync/Signals/FanOut{T}.cs",
            """
                    if (look == FanOutLook.Nothing)
                    {
                        EnqueueUnsynchronized(seat, node);
            """,
            """
                    if (look is FanOutLook.Nothing or FanOutLook.Value)
                    {
                        EnqueueUnsynchronized(seat, node);
            """),
        new(
            "broadcast.receive-waits-after-the-end",
            "A receive that has found nothing new waits, although the channel has ended meanwhile.",
            "broadcast.send-against-receive-and-close",
            "Sync/Signals/FanOut{T}.cs",
            """
                    if (look == FanOutLook.Nothing)
                    {
                        EnqueueUnsynchronized(seat, node);
            """,
            """
                    if (look is FanOutLook.Nothing or FanOutLook.Ended)
                    {
                        EnqueueUnsynchronized(seat, node);
            """),
        new(
            "request.responder-trusts-its-look",
            "A responder that has found no request queues itself without a second look under the latch.",
            "request.one-request-against-two-receives",
            "Sync/Signals/RequestQueue{TRequest,TResponse}.cs",
            """
                    bool taken = TryTakeUnsynchronized(out Request<TRequest, TResponse> request);
                    bool waits
            """,
            """
                    Request<TRequest, TResponse> request = default;
                    bool taken = _ended && TryTakeUnsynchronized(out request);
                    bool waits
            """),
    ];
}
