namespace Liten.Testing;

/// <content>The life of one schedule: the body runs, the rest drains, and what is left is judged.</content>
internal sealed partial class World
{
    private ScheduleOutcome Drive()
    {
        ScheduleFailure? failure = RunBody();
        string? text = _outside.Escape?.ToString();
        if (failure is null && !TryDrain())
        {
            failure = ScheduleFailure.Livelock;
        }

        if (_outside.Escape is { } escape && _options.Outside == OutsideRule.Fail)
        {
            failure = ScheduleFailure.Outside;
            text = escape.ToString();
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

    /// <summary>Steps until the body has ended, or cannot.</summary>
    private ScheduleFailure? RunBody()
    {
        var patience = new Patience(_options.MaxTurns, _scheduler);
        long maxTime = Nanoseconds.In(_options.MaxTime);
        while (!_root.IsCompleted)
        {
            Volatile.Write(ref _heartbeat, _heartbeat + 1);
            if (!_scheduler.Step(timeMayPass: !_run.HasIdlers) && !TryGoOnAtStandstill(out ScheduleFailure failure))
            {
                return failure;
            }

            if (_outside.Escape is not null && _options.Outside == OutsideRule.Fail)
            {
                return ScheduleFailure.Outside;
            }

            if (_scheduler.Clock.Nanoseconds > maxTime)
            {
                return ScheduleFailure.TimeLimit;
            }

            if (patience.IsOver())
            {
                return ScheduleFailure.Livelock;
            }
        }

        return null;
    }

    /// <summary>Nothing can run, and no timer is due.</summary>
    private bool TryGoOnAtStandstill(out ScheduleFailure failure)
    {
        failure = ScheduleFailure.Deadlock;
        if (_run.TryEndIdling())
        {
            return true;
        }

        object? foreign = WaitTable.FindForeign(_scheduler);
        if (_options.Outside == OutsideRule.Allow && (foreign is not null || WaitTable.IsAnyOnItsWay(_scheduler)))
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

    /// <summary>The body has ended: what can still run does, without any time passing.</summary>
    private bool TryDrain()
    {
        var patience = new Patience(_options.MaxTurns, _scheduler);
        while (_scheduler.Step(timeMayPass: false) || _run.TryEndIdling())
        {
            Volatile.Write(ref _heartbeat, _heartbeat + 1);
            if (patience.IsOver())
            {
                return false;
            }
        }

        return true;
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
