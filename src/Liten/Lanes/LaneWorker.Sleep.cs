namespace Liten;

/// <content>How the worker sleeps and is woken: steps P and A.</content>
internal sealed partial class LaneWorker
{
    private void Sleep()
    {
        Counters.EndBusy(_clock.Nanoseconds);
        Recording?.Close();
        Counters.CountPark();

        // Step P0: the hook and the handlers of context changes are user code, and may queue something.
        RuntimeThread.CleanUp();
        _host.Hooks.ThreadParks(Thread);
        RuntimeThread.CleanUp();
        while (_host.Tidy(_admission) && !_choice.AnyWanting)
        {
        }

        SleepUnlessNeeded();
        BeginBusy();
        _scheduler.Awoken?.WorkerAwoke();
        _host.Hooks.ThreadUnparked(Thread);
    }

    private void BeginBusy()
    {
        _admission.Now = _clock.Nanoseconds;
        Counters.BeginBusy(_admission.Now);
    }

    private void SleepUnlessNeeded()
    {
        // Steps P1 and P2. The RMW in Park is a full fence: pairs with the barrier in LaneScheduler.WakeFor.
        _idle.Park(Index, isSearching: false);
        if (!_choice.AnyWanting && !_scheduler.IsStopping)
        {
            SleepUntilNeeded();
        }

        // Step P5.
        if (!_idle.TryLeave(Index, out _))
        {
            Counters.CountUnpark();
        }

        // Step A.
        _scheduler.Unpark(_idle.AppointWatcher());
    }

    /// <summary>
    /// Steps P3 and P4: sleeps until another thread wakes this worker, a timer is due, or a stuck worker needs help.
    /// </summary>
    private void SleepUntilNeeded()
    {
        _turnsSeen = _scheduler.CountTurns();
        AdaptiveSpin? spin = _scheduler.SleepSpin;
        while (true)
        {
            long now = _clock.Nanoseconds;
            long sleep = _idle.PlanSleep(Index, now, _timers.NextDeadline, StuckWorkerRescue.Period);
            bool woken = _parker.ParkFor(sleep, spin);
            spin = null; // Who slept once has seen that nothing comes soon.
            bool isNeeded = !woken && (_timers.NextDeadline <= _clock.Nanoseconds || FindsStuckWorker());
            if (isNeeded || !_idle.IsAsleep(Index))
            {
                return;
            }
        }
    }

    /// <summary>For the watcher: helps where a worker has made no turn since the last look.</summary>
    private bool FindsStuckWorker()
    {
        if (!_idle.IsWatcher(Index))
        {
            return false;
        }

        long turns = _scheduler.CountTurns();
        bool nothingMoved = turns == _turnsSeen;
        _turnsSeen = turns;
        if (nothingMoved)
        {
            _idle.TryEndWatch(Index);
        }

        _scheduler.LookForStuckWorkers(this, _clock.Nanoseconds);
        return _choice.AnyWanting;
    }
}
