namespace Liten;

/// <summary>
/// Helps tasks that are queued behind a worker that does not return from user code. The first to come after a
/// <see cref="Period"/> looks: the sleeping watcher, or a busy worker between two turns; see README.md beside this
/// file.
/// </summary>
internal sealed class StuckWorkerRescue
{
    /// <summary>
    /// Nanoseconds between two looks: a task is not stuck behind a blocked worker for longer than about two of them.
    /// 100 wake-ups a second cost some 0.1 % of a core.
    /// </summary>
    public const long Period = 10_000_000;

    private readonly WorkSearch[] _workers;
    private readonly long[] _turnsSeen;
    private AtomicFlag _looking;
    private AtomicCounter _lastLook;

    public StuckWorkerRescue(WorkSearch[] workers)
    {
        _workers = workers;
        _turnsSeen = new long[workers.Length];
    }

    /// <summary>
    /// If a look is due, takes an item of a worker that has made no turn since the last one, and makes the grants such
    /// workers have deferred.
    /// </summary>
    /// <returns>What the caller shall run next, or null.</returns>
    public WorkItem? TryLook(WorkSearch watcher, long now)
    {
        // Half a period: the watcher sleeps a whole one, and must not be too early by its last wake-up's delay.
        if (now - _lastLook.Value < Period / 2 || !_looking.TrySet())
        {
            return null;
        }

        _lastLook.Add(now - _lastLook.Value);
        WorkItem? found = TakeFromStuckWorker(watcher);
        _looking.TryClear();
        return found;
    }

    private WorkItem? TakeFromStuckWorker(WorkSearch watcher)
    {
        WorkItem? found = null;
        for (int i = 0; i < _workers.Length; i++)
        {
            WorkSearch worker = _workers[i];
            long turns = worker.Turns;
            bool stuck = turns == _turnsSeen[i];
            _turnsSeen[i] = turns;
            if (!stuck || worker == watcher)
            {
                continue;
            }

            worker.RescueDeferredGrant();
            if (found is null && worker.LocalCount > 0)
            {
                found = watcher.Rescue(worker);
            }
        }

        return found;
    }
}
