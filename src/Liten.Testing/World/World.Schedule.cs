using System.Runtime.CompilerServices;

namespace Liten.Testing;

/// <content>The life of one schedule: the body runs, the rest drains, and what is left is judged.</content>
internal sealed partial class World
{
    private ScheduleOutcome? _outcome;
    private bool _isDraining;
    private long _maxTime;
    private int _turnsToUnwind;

    private void Drive()
    {
        if (_scheduler.Carriers is { } carriers)
        {
            carriers.Run();
            return;
        }

        while (Advance())
        {
        }
    }

    /// <summary>
    /// One step of the schedule, or of what comes after it. The loop of these steps belongs to no thread: whoever has
    /// the baton and nothing to run takes the next one.
    /// </summary>
    /// <returns>False when nothing is left to do.</returns>
    private bool Advance()
    {
        if (_outcome is not null)
        {
            return UnwindFurther();
        }

        Volatile.Write(ref _heartbeat, _heartbeat + 1);
        bool drains = _root.IsCompleted;
        if (drains && !_isDraining)
        {
            _isDraining = true;
            _scheduler.Patience.Restart(_options.MaxTurns);
        }

        bool stepped = _scheduler.Step(timeMayPass: !drains && !_run.HasIdlers);

        // Others may have gone on while this thread was in its step, even up to the end.
        if (_outcome is null && IsOver(stepped, drains, out ScheduleFailure? failure))
        {
            _outcome = OutcomeOf(failure);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsOver(bool stepped, bool drains, out ScheduleFailure? failure)
    {
        failure = null;
        if (!stepped && !(drains ? _run.TryEndIdling() : TryGoOnAtStandstill(out failure)))
        {
            return true;
        }

        failure = _outside.Escape is not null && _options.Outside == OutsideRule.Fail ? ScheduleFailure.Outside
            : _scheduler.Clock.Nanoseconds > _maxTime ? ScheduleFailure.TimeLimit
            : _scheduler.Patience.IsOver() ? ScheduleFailure.Livelock
            : null;
        return failure is not null;
    }

    private ScheduleOutcome OutcomeOf(ScheduleFailure? failure)
    {
        string? text = _outside.Escape?.ToString();
        if (text is not null && _options.Outside == OutsideRule.Fail)
        {
            failure = ScheduleFailure.Outside;
        }

        failure ??= Judge();
        return new ScheduleOutcome(
            failure,
            failure is null ? null : ExceptionOf(failure.Value),
            TextOf(failure, text),
            _scheduler.Hash,
            _scheduler.Steps);
    }

    /// <summary>
    /// Words cost much, so only a schedule that is written down has them; an escape may not come again.
    /// </summary>
    private string TextOf(ScheduleFailure? failure, string? outside)
        => failure is { } known && (_scheduler.Record is not null || outside is not null)
            ? ScheduleText.Of(known, outside, _scheduler)
            : "";

    /// <summary>Nothing can run, and no timer is due.</summary>
    private bool TryGoOnAtStandstill(out ScheduleFailure? failure)
    {
        failure = ScheduleFailure.Deadlock;
        if (_run.TryEndIdling())
        {
            return true;
        }

        object? foreign = WaitTable.FindForeign(_scheduler);
        bool isBlocked = _scheduler.Carriers is { Blocked.Count: > 0 };
        if (_options.Outside == OutsideRule.Allow
            && (foreign is not null || isBlocked || WaitTable.IsAnyOnItsWay(_scheduler)))
        {
            failure = ScheduleFailure.Stuck;
            return _scheduler.WaitForArrival(_options.StuckAfter);
        }

        if (foreign is not null && ForeignCause.IsOutside(foreign))
        {
            _outside.Note(() => Escape.Awaiting(ForeignCause.Describe(foreign)));
            failure = ScheduleFailure.Outside;
        }

        return false;
    }

    /// <summary>
    /// After the end of a schedule that has left something behind: its tasks are aborted and may unwind. What awaits
    /// something foreign cannot, and is abandoned with the runtime.
    /// </summary>
    private bool UnwindFurther()
    {
        if (!_scheduler.IsWindingUp)
        {
            if (_outcome!.Failure is null && IsClean)
            {
                return false;
            }

            BeginUnwinding();
        }

        Interlocked.Increment(ref _heartbeat);
        return _turnsToUnwind-- > 0 && _scheduler.Step(timeMayPass: _scheduler.Living > 0);
    }

    private void BeginUnwinding()
    {
        EndWatch();
        _turnsToUnwind = _options.MaxTurns;
        _scheduler.WindUp();
        for (int i = 0; i < _scheduler.Tasks.Count; i++)
        {
            _scheduler.Tasks[i].RequestAbort();
        }
    }

    private void EndWatch()
    {
        OutsideWatch.End();
        _scheduler.Context.Refuses = false;
    }

    private void Abandon()
    {
        foreach (TaskCore task in _scheduler.Tasks)
        {
            // What has failed in an abandoned schedule is no news for the hooks.
            _ = task.HasEnded ? task.ObserveFailure() : null;
        }

        // What has left the schedule may come to the gate later, and must not be blamed on the next one.
        if (!IsClean || _outcome!.Failure == ScheduleFailure.Outside)
        {
            Leave();
        }
    }

    private ScheduleFailure? Judge()
    {
        if (((TaskCore)_root).HasFailed || _root.WasAborted || _root.WasCanceled)
        {
            return ScheduleFailure.Exception;
        }

        foreach (TaskCore task in _scheduler.Tasks)
        {
            if (task.HasUnobservedFault)
            {
                return ScheduleFailure.UnobservedFault;
            }
        }

        return _scheduler.Living > 0 && _options.Leaks == LeakRule.Fail ? ScheduleFailure.Leak : null;
    }

    private Exception? ExceptionOf(ScheduleFailure failure) => failure switch
    {
        ScheduleFailure.Exception => ((TaskCore)_root).ObserveFailure(),
        ScheduleFailure.UnobservedFault =>
            _scheduler.Tasks.Find(static task => task.HasUnobservedFault)?.ObserveFailure(),
        _ => null,
    };
}
