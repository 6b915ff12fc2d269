namespace Liten.Interleavings;

/// <summary>
/// Workers as <see cref="IdleModel"/> has them, but with the real queues and the real search in place of one queue for all. They do
/// what <see cref="Worker"/> does between two turns, and sleep without a time limit: a wake-up that only the watcher would make good
/// is a deadlock here.
/// </summary>
internal sealed class SearchModel
{
    private readonly IdleWorkers _idle;
    private readonly WorkSearch[] _searches;
    private readonly Parker[] _parkers;
    private bool _stopping;

    public SearchModel(int workers)
    {
        _idle = new IdleWorkers(workers);
        _parkers = [.. Enumerable.Range(0, workers).Select(static _ => new Parker())];
        var host = new TaskHost(this, new RuntimeHooks(), int.MaxValue);
        var clock = new Clock();
        var timers = new TimerDriver(clock, static () => { });
        _searches =
        [
            .. _parkers.Select((_, worker) => new WorkSearch(Injection, timers, clock, host.NewTurn(isWorker: true), (ulong)worker + 1)),
        ];
        var rescue = new StuckWorkerRescue(_searches);
        Array.ForEach(_searches, search => search.Join(_searches, rescue, processors: 2, static () => { }));
    }

    public InjectionQueue<WorkItem> Injection { get; } = new();

    /// <summary>Jobs that have not ended. The worker that ends the last one tells all to stop.</summary>
    public int Left { get; set; }

    /// <summary>For set-up: a worker that has gone to sleep already, which <see cref="RunFromSleep"/> goes on with.</summary>
    public void Park(int worker) => _idle.Park(worker, isSearching: false);

    /// <summary>For set-up: what a worker runs next, and nobody else can take.</summary>
    public void PushNext(int worker) => _searches[worker].PushNext(new Job(this, static () => { }));

    /// <summary>A worker in a turn queues a job, as <see cref="MultiThreadScheduler.Schedule"/> does.</summary>
    public void Push(int worker, Action job)
    {
        if (_searches[worker].PushLast(new Job(this, job)))
        {
            WakeOne();
        }
    }

    public void RunFromSleep(int worker)
    {
        SleepUntilNeeded(worker);
        _idle.TryLeave(worker, out bool searches);
        Run(worker, searches);
    }

    /// <summary>A worker from its start, awake and without work, to its end.</summary>
    public void Run(int worker, bool searches = false)
    {
        WorkSearch search = _searches[worker];
        while (!_stopping)
        {
            WorkItem? item = search.Next();
            if (item is null)
            {
                searches = searches || _idle.TryBeginSearch();
                item = searches ? search.Steal() : null;
            }

            if (item is null)
            {
                searches = Sleep(worker, searches);
                continue;
            }

            // Step S.
            if (searches && _idle.EndSearch() && search.SeesWork())
            {
                WakeOne();
            }

            searches = false;
            item.Run(null);
        }
    }

    // Steps P1, P2 and P5.
    private bool Sleep(int worker, bool searches)
    {
        bool staysAwake = (_idle.Park(worker, searches) && _searches[worker].SeesWork()) || _stopping;
        if (!staysAwake)
        {
            SleepUntilNeeded(worker);
        }

        return _idle.TryLeave(worker, out searches) && staysAwake ? _idle.TryBeginSearch() : searches;
    }

    private void SleepUntilNeeded(int worker)
    {
        do
        {
            _parkers[worker].Park();
        }
        while (!_stopping && _idle.IsAsleep(worker));
    }

    private void WakeOne()
    {
        int worker = _idle.TakeSleeperToSearch();
        if (worker != IdleWorkers.None)
        {
            _parkers[worker].Unpark();
        }
    }

    private void End()
    {
        if (--Left == 0)
        {
            _stopping = true;
            Array.ForEach(_parkers, static parker => parker.Unpark());
        }
    }

    private sealed class Job(SearchModel model, Action body) : WorkItem
    {
        internal override WorkItem? Run(Turn? turn)
        {
            body();
            model.End();
            return null;
        }
    }
}
