namespace Liten.Testing;

/// <summary>Who has not run for longest runs next; faults and early timers do not strike.</summary>
/// <remarks>Its choices are no deviations: a replay comes to the same place and goes on in the same way.</remarks>
internal sealed class FairStrategy : ScheduleStrategy
{
    private readonly Dictionary<long, int> _lastSteps = [];

    public override int Choose(in Decision decision)
    {
        if (decision.FaultPoint > 0)
        {
            return 0;
        }

        int oldest = 0;
        for (int i = 1; i < decision.Runnable; i++)
        {
            if (LastStep(decision, i) < LastStep(decision, oldest))
            {
                oldest = i;
            }
        }

        _lastSteps[decision.TaskOf(oldest)] = decision.Step;
        return oldest;
    }

    private int LastStep(in Decision decision, int alternative)
        => _lastSteps.GetValueOrDefault(decision.TaskOf(alternative));
}
