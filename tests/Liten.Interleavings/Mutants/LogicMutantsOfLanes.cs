namespace Liten.Interleavings;

/// <summary>Mistakes in the lanes of a runtime.</summary>
internal static class LogicMutantsOfLanes
{
    private const string Lane = "Lanes/Lane.cs";

    public static IEnumerable<LogicMutant> All =>
    [
        new(
            "lanes.one-worker-too-many",
            "A lane lets one worker more in than it has places.",
            "lanes.limit-of-a-lane",
            Lane,
            "if (serving >= _maxWorkers)",
            "if (serving > _maxWorkers)"),
        new(
            "lanes.no-last-look-before-the-sleep",
            "A worker that has listed itself as asleep does not look at its lanes once more.",
            "lanes.item-against-sleep",
            "Lanes/LaneWorker.Sleep.cs",
            "if (!_choice.AnyWanting && !_scheduler.IsStopping)",
            "if (!_scheduler.IsStopping)"),
        new(
            "lanes.sleeper-that-may-not-serve",
            "Whoever queues an item wakes the last sleeper, whether that may serve the lane or not.",
            "lanes.pin-against-sleep",
            "Scheduling/IdleWorkers.cs",
            "chosen = may[_sleepers[i]] ? _sleepers[i] : chosen;",
            "chosen = may.Length > 0 ? _sleepers[i] : chosen;"),
        new(
            "lanes.payer-read-before-the-latch",
            "Whoever queues an entry asks outside of the lane's latch for whom its task runs.",
            "lanes.queue-against-hastening",
            Lane,
            """
                    _fields.Latch.Enter();
                    try
                    {
                        failure = null;
                        if (_fields.IsClosed && !force)
                        {
                            return -1;
                        }

                        // Read under the latch: whoever hastens the task writes it before it enters.
                        byte payer = task is { RunsFor: not 0 } && task.Lane == Number ? task.RunsFor : Number;
            """,
            """
                    byte payer = task is { RunsFor: not 0 } && task.Lane == Number ? task.RunsFor : Number;
                    _fields.Latch.Enter();
                    try
                    {
                        failure = null;
                        if (_fields.IsClosed && !force)
                        {
                            return -1;
                        }

            """),
        new(
            "lanes.unlock-keeps-the-reason",
            "A holder that lets go goes on to run for those who waited.",
            "lanes.escalation-against-release",
            "Sync/Locks/MutexCore{TGuard}.cs",
            """
                    TaskLanes.LetGo(holder, this);
                    if (TryDefer
            """,
            """
                    if (TryDefer
            """),
        new(
            "lanes.failed-queue-is-asked-again",
            "A queue of the user's that has failed is asked again at the next entry.",
            "lanes.queue-that-throws",
            "Lanes/CustomStore.cs",
            """
                    _queue = null;
                    _failure = exception;
            """,
            """
                    _failure = exception;
            """),
    ];
}
