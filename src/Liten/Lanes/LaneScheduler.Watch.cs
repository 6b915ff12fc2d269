namespace Liten;

/// <content>What the watch of the runtime reads, and who helps where a worker does not come back.</content>
internal sealed partial class LaneScheduler
{
    public override IReadOnlyList<WorkerStatus> Workers
        => [.. _workers.Select(worker => worker.Status(PinnedTo(worker)))];

    public override IReadOnlyList<LaneStatus> Lanes => [.. _lanes.Select(StatusOf)];

    public override int InjectionQueueDepth => _lanes.Sum(static lane => lane.Queued);

    public override IReadOnlyList<(long Taken, long Come)> InjectionEnds
        => [.. _lanes.Select(static lane => lane.Ends)];

    public override bool IsAwake => Idle.AwakeCount > 0;

    /// <summary>Nobody stands in for a worker that blocks.</summary>
    public override int AwayThreads => 0;

    public override bool IsQuiet => InjectionQueueDepth == 0 && Idle.AwakeCount == 0;

    public override IReadOnlyList<string> BusyThreads
        => [.. _workers.Where(static worker => worker.Turn.IsRunning).Select(static worker => worker.Thread.Name)];

    public override IEnumerable<RunningThread> Threads
        => _workers.Select(static worker => new RunningThread(worker.Thread.Name, worker.Turn, worker.Counters.Polls));

    public override IEnumerable<SynchronizationContext> Contexts => _lanes.Select(static lane => lane.Context);

    public override void RecordTurns(bool isWanted)
    {
        foreach (LaneWorker worker in _workers)
        {
            worker.Recording = isWanted ? new TurnRecording() : null;
        }
    }

    public override void SampleTurns(bool isWanted)
    {
        foreach (LaneWorker worker in _workers)
        {
            worker.Samples = isWanted ? worker.Samples ?? new SampleRing() : null;
        }
    }

    /// <summary>All turns that were ever run.</summary>
    public long CountTurns() => _workers.Sum(static worker => worker.Counters.Polls);

    /// <summary>
    /// For a sleeping watcher, and for a busy worker between two turns: makes the grants that stuck workers have
    /// deferred, and wakes a worker for each lane that waits behind one.
    /// </summary>
    public void LookForStuckWorkers(LaneWorker watcher, long now)
    {
        // Half a period: the watcher sleeps a whole one, and must not be too early by its last wake-up's delay.
        if (now - _lastLook.Value < StuckWorkerRescue.Period / 2 || !_looking.TrySet())
        {
            return;
        }

        _lastLook.Add(now - _lastLook.Value);
        for (int i = 0; i < _workers.Length; i++)
        {
            long turns = _workers[i].Counters.Polls;
            bool isStuck = turns == _turnsSeen[i];
            _turnsSeen[i] = turns;
            if (isStuck && _workers[i] != watcher)
            {
                _workers[i].Turn.RescueDeferredGrant();
            }
        }

        Array.ForEach(_lanes, WakeFor);
        _looking.TryClear();
    }

    /// <summary>What only this worker may run.</summary>
    private int PinnedTo(LaneWorker worker)
        => _lanes.Where(lane => lane.Options.Workers is [var only] && only == worker.Index).Sum(lane => lane.Queued);

    private static LaneStatus StatusOf(Lane lane)
    {
        (long sum, long longest, long nextAt) = lane.ReadDelays();
        return new LaneStatus(lane.Options.Name, lane.Queued, lane.Serving, lane.Used, lane.Ends.Taken)
        {
            Delay = sum,
            LongestDelay = longest,
            NextQueuedAt = nextAt,
            Shares = lane.Options.Shares,
        };
    }
}
