namespace Liten.Tests.Combinations;

/// <summary>Leads one task through the life that its cell describes, gate by gate.</summary>
internal sealed class CellRun(CellRecord record, CellRuntime place, CellRuntime elsewhere)
{
    private readonly LifeCell _cell = record.Cell;
    private readonly Subject _subject = new(record);
    private Holders? _holders;
    private Func<ShutdownReport>? _endShutdown;

    public void Run()
    {
        place.Clear();
        elsewhere.Clear();
        if (_cell.Shutdown == ShutdownTime.BeforeSpawn)
        {
            _endShutdown = place.BeginShutdown();
            EndShutdown();
        }

        record.Step = "the threads to be held";
        _holders = _cell.ActsAt(Phase.Queued) ? new Holders(place, _cell.Body) : null;
        _subject.Spawn(place.Runtime);
        place.CountSpawn();
        var joiners = new Joiners(_cell, _subject, record, place, elsewhere);
        joiners.Begin();
        Act(Phase.Queued);
        _holders?.LeaveAll();
        GoThroughLife();
        record.Step = "the task's end";
        Waiting.Until(() => _subject.Handle.IsCompleted);
        record.Ending = EndingOf(_subject.Handle);
        Act(Phase.Ended);
        record.Step = "the joiners";
        joiners.End();
        EndShutdown();
        record.Step = "the helpers";
        place.Inspect(record, _subject.Handle.Id);
    }

    /// <summary>Does not count as observing an exception.</summary>
    private static Ending EndingOf(JoinHandle handle)
    {
        var result = new JoinResult(handle);
        return result switch
        {
            { IsAborted: true } => Ending.Abort,
            { IsCanceled: true } => Ending.Cancel,
            { IsFaulted: true } => Ending.Fault,
            _ => Ending.Success,
        };
    }

    private void GoThroughLife()
    {
        foreach (Phase phase in Life.Of(_cell).Path.Where(static phase => phase is not (Phase.Queued or Phase.Ended)))
        {
            record.Step = $"the phase {phase}";
            if (!_subject.WaitFor(phase))
            {
                record.AddAmiss($"the task ended before the phase {phase}");
                return;
            }

            Act(phase);

            if (phase == Phase.LitenWait && _cell.ShutdownPhase == Phase.BetweenAwaits)
            {
                WaitUntilQuiet(phase);
            }

            // A wait that an abort must end is not ended from here.
            bool endsByAbort = _cell.ActsAt(phase) && (phase == Phase.LitenWait || (phase == Phase.ForeignWait && _cell.ForeignWaitHonoursToken));
            if (!endsByAbort)
            {
                _subject.Release(phase);
            }
        }
    }

    private void Act(Phase phase)
    {
        if (!_cell.ActsAt(phase))
        {
            return;
        }

        if (phase is Phase.LitenWait or Phase.ForeignWait || (_cell.Body == BodyKind.BlockingJob && phase != Phase.Ended))
        {
            WaitUntilQuiet(phase);
        }

        if (_cell.AbortPhase == phase)
        {
            record.Step = $"the abort at the phase {phase}";
            Abort(phase);
        }

        if (_cell.ShutdownPhase == phase)
        {
            record.Step = $"the shutdown at the phase {phase}";
            ShutDown(phase);
        }
    }

    /// <summary>Makes it certain that the task, if it waits, is suspended, and that so are its joiners.</summary>
    private void WaitUntilQuiet(Phase phase)
    {
        if (_endShutdown is null)
        {
            record.Step = $"quiet, at the phase {phase}";
            place.WaitUntilQuiet();
        }
    }

    private void Abort(Phase phase)
    {
        Action abort = _cell.IsAbortedTwice ? AbortTwice : _subject.Handle.Abort;
        switch (_cell.By)
        {
            case Aborter.ForeignThread:
                abort();
                break;
            case Aborter.AnotherTask when phase == Phase.Queued && _cell.Body != BodyKind.BlockingJob:
                _holders!.Run(abort);
                break;
            case Aborter.AnotherTask:
                place.RunInTask(abort);
                break;
            case Aborter.TaskOfOtherRuntime:
                elsewhere.RunInTask(abort);
                break;
            case Aborter.Itself: // Its own code does it, once it is let go on.
                break;
        }
    }

    private void AbortTwice()
    {
        _subject.Handle.Abort();
        _subject.Handle.Abort();
    }

    /// <summary>Begins the shutdown and waits until its effect on the task is certain.</summary>
    private void ShutDown(Phase phase)
    {
        _endShutdown = place.BeginShutdown();
        place.WaitUntilClosing();
        if (phase == Phase.Queued)
        {
            // The threads are still held: nothing else can end it.
            Waiting.Until(() => _subject.Handle.IsCompleted);
        }
        else if (phase == Phase.ForeignWait && !_cell.ForeignWaitHonoursToken)
        {
            // The wait must not end before the task is given up.
            EndShutdown();
            record.AddAmissIf(record.ToOutcome().Unwound != 0, "the finally block ran although the task was given up in its wait");
        }
    }

    private void EndShutdown()
    {
        if (_endShutdown is null)
        {
            return;
        }

        ShutdownReport report = _endShutdown();
        _endShutdown = null;
        if (_subject.Handle is { } handle)
        {
            record.Abandoned = report.AbandonedTasks.Count(task => task.Id == handle.Id);
        }

        int others = report.AbandonedTasks.Count + report.UnfinishedBlockingJobs.Count - record.Abandoned;
        record.AddAmissIf(others != 0, $"the shutdown leaves {report}");
    }
}
