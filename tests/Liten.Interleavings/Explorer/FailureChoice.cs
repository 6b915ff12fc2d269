namespace Liten.Interleavings;

/// <summary>What fails in one schedule: at most one allocation or one wait, which one is the strategy's decision.</summary>
internal sealed class FailureChoice(Strategy strategy, ScenarioSettings settings)
{
    private bool _hasFailed;

    /// <summary>An allocation: throws if it is the one that fails.</summary>
    public void Allocate(Actor actor, string file, int line)
    {
        if (ScenarioSettings.Lists(settings.FailingAllocations, file) && FailsNow(actor, "out of memory", file, line))
        {
            throw new OutOfMemoryException();
        }
    }

    /// <summary>A wait that an interrupt can end: throws if it comes now.</summary>
    public void MayBeInterrupted(Actor actor, string file, int line)
    {
        if (settings.Interrupts && FailsNow(actor, "is interrupted", file, line))
        {
            throw new ThreadInterruptedException();
        }
    }

    private bool FailsNow(Actor actor, string what, string file, int line)
    {
        if (_hasFailed)
        {
            return false;
        }

        try
        {
            _hasFailed = strategy.ChooseFailure();
        }
        catch (NotRepeatableException)
        {
            actor.Execution.Repeat();
        }

        actor.Execution.Decisions.Add(_hasFailed ? DecisionLog.Fails : DecisionLog.Succeeds);
        if (_hasFailed)
        {
            actor.Execution.Trace?.Add($"{actor.Name,-12} {what} at {Path.GetFileName(file)}:{line}");
        }

        return _hasFailed;
    }
}
