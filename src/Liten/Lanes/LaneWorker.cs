using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The whole life of a worker thread of a runtime with lanes: choose a lane, serve it, sleep, stop. Steps are those of
/// README.md beside this file.
/// </summary>
internal sealed partial class LaneWorker
{
    /// <summary>A slice is so many turns, or so many nanoseconds, at most. Then the worker chooses anew.</summary>
    private const int TurnsPerSlice = 16;
    private const long SliceLength = 200_000;

    /// <summary>
    /// The loop is re-entered after so many slices: a method that is entered once and never left would run in its
    /// first, badly optimized version for ever.
    /// </summary>
    private const int SlicesPerBatch = 16;

    private readonly LaneScheduler _scheduler;
    private readonly IdleWorkers _idle;
    private readonly TimerDriver _timers;
    private readonly Clock _clock;
    private readonly TaskHost _host;
    private readonly Admission _admission;
    private readonly Parker _parker = new();
    private readonly Lane[] _all;
    private readonly LaneChoice _choice;
    private long _lastCheck;
    private long _turnsSeen;

    public LaneWorker(LaneScheduler scheduler, int index, Lane[] lanes, SchedulerParts parts)
    {
        _scheduler = scheduler;
        _idle = scheduler.Idle;
        _timers = parts.Timers;
        _clock = parts.Clock;
        _host = parts.Host;
        _all = lanes;
        _choice = new LaneChoice(lanes, index);
        _admission = parts.Host.NewAdmission();
        Turn = new LaneTurn(this, parts.Host, _admission);
        Index = index;
        Thread = new ThreadInfo($"{parts.ThreadName}-{index}", index);
    }

    public int Index { get; }

    public ThreadInfo Thread { get; }

    public LaneTurn Turn { get; }

    public LaneScheduler Scheduler => _scheduler;

    public WorkerCounters Counters => _admission.Counters;

    /// <summary>Nanoseconds of the turns; null while nobody listens. Set by the monitor.</summary>
    public SampleRing? Samples { get; set; }

    /// <summary>All turns; null while nobody records. Set by the recorder.</summary>
    public TurnRecording? Recording { get; set; }

    /// <summary>The worker as others see it.</summary>
    /// <param name="pinned">How many items only this worker may run.</param>
    public WorkerStatus Status(int pinned) => new(Thread, Counters, Turn, pinned, _lastCheck, Samples, Recording);

    /// <summary>The body of the thread.</summary>
    public void Run()
    {
        using (RuntimeThread.Enter(Turn, _host, Thread, _scheduler.PoolCapacity))
        {
            BeginBusy();
            while (RunBatch())
            {
            }

            Counters.EndBusy(_clock.Nanoseconds);
        }

        _scheduler.WorkerEnded();
    }

    /// <summary>Wakes this worker's thread, or makes its next sleep end at once.</summary>
    public void Unpark() => _parker.Unpark();

    /// <returns>False when the thread has to leave.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunBatch()
    {
        for (int i = 0; i < SlicesPerBatch; i++)
        {
            long now = _clock.Nanoseconds;
            RunDueTimers(now);
            _scheduler.LookForStuckWorkers(this, now);
            if (_choice.Next(now) is { } lane)
            {
                WakeForOthers();
                ServeIfRoom(lane, now);
            }
            else if (_scheduler.IsStopping && !_choice.AnyWanting)
            {
                return false;
            }
            else
            {
                Sleep();
            }
        }

        Turn.Traces?.EraseAll();
        return true;
    }

    private void RunDueTimers(long now)
    {
        _lastCheck = now;
        _admission.Now = now;
        if (_timers.NextDeadline <= now)
        {
            _timers.RunDue();
        }
    }

    /// <summary>Step S: what this worker has seen and does not serve itself now is left to a sleeping one.</summary>
    private void WakeForOthers()
    {
        if (_scheduler.HasHelpers && _idle.AwakeCount < _scheduler.WorkerCount)
        {
            _choice.Others.ForEach(_scheduler.WakeFor);
        }
    }

    /// <summary>Steps E1 to E3. Then the worker chooses anew, in any case.</summary>
    private void ServeIfRoom(Lane lane, long now)
    {
        if (!lane.TryEnter())
        {
            return;
        }

        Turn.Enter(lane);
        lane.CountUsed(Serve(lane, now));
        Turn.Leave();
        lane.Leave();
    }

    /// <summary>Step E2: a slice of turns.</summary>
    /// <returns>How much of the time the lane pays itself.</returns>
    private long Serve(Lane lane, long begin)
    {
        long now = begin;
        long paid = 0;
        for (int turns = 0; turns < TurnsPerSlice && now - begin < SliceLength; turns++)
        {
            bool givesWay = turns > 0 && _choice.HasDue(lane, now);
            if (givesWay || !lane.TryTake(now, out LaneEntry entry, out Exception? failure))
            {
                break;
            }

            if (failure is not null)
            {
                _scheduler.Report(failure);
            }

            Counters.CountPoll();
            Turn.RunTurn(entry.Item);
            long end = _clock.Nanoseconds;
            paid += Account(lane, entry.Payer, now, end);
            now = end;
        }

        return paid;
    }

    private long Account(Lane lane, byte payer, long begin, long end)
    {
        long used = end - begin;
        _lastCheck = end;
        _admission.Now = end;
        _choice.Shares.Charge(payer - 1, used);
        Samples?.Add(used);
        Recording?.Add(begin, end, Turn.Owner?.TaskId ?? 0);
        if (payer == lane.Number)
        {
            return used;
        }

        _all[payer - 1].CountUsed(used);
        return 0;
    }
}
