namespace Liten;

/// <summary>
/// Helps tasks that are queued behind a worker that does not return from user code. The one sleeping worker that is the watcher
/// looks after every <see cref="Period"/>; see README.md beside this file.
/// </summary>
internal sealed class Watch
{
    /// <summary>Nanoseconds between two looks: a task is not stuck behind a blocked worker for longer than about two of them. 100 wake-ups a second cost some 0.1 % of a core.</summary>
    public const long Period = 10_000_000;

    private readonly Worker[] _workers;
    private readonly long[] _turnsSeen;

    public Watch(Worker[] workers)
    {
        _workers = workers;
        _turnsSeen = new long[workers.Length];
    }

    /// <summary>For the watcher only: an item of a worker that has made no turn since the watcher's last look, or null.</summary>
    public WorkItem? TakeFromStuckWorker(Worker watcher)
    {
        WorkItem? found = null;
        foreach (Worker worker in _workers)
        {
            long turns = worker.Counters.Polls;
            bool stuck = turns == _turnsSeen[worker.Index];
            _turnsSeen[worker.Index] = turns;
            if (stuck && found is null && worker != watcher && worker.Search.LocalCount > 0)
            {
                found = watcher.Search.Rescue(worker.Search);
            }
        }

        return found;
    }
}
