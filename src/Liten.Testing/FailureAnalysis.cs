namespace Liten.Testing;

/// <summary>What comes after a failed schedule: is it repeatable, how small can it be, when does it pass.</summary>
internal sealed class FailureAnalysis(ScheduleBody body, ExploreOptions options, World world)
{
    public ScheduleFailedException Explain(
        ScheduleOutcome outcome,
        List<Deviation> deviations,
        int schedule,
        int schedules,
        bool shrinks,
        string? remark = null)
    {
        var report = new ScheduleReport
        {
            Schedule = schedule,
            Schedules = schedules,
            Remark = remark,
            Points = options.Points,
            Workers = options.Workers,
            FirstDeviations = deviations.Count,
        };
        if (options.Outside == OutsideRule.Allow)
        {
            return report.ToException(outcome, null, world.LastRecord);
        }

        if (outcome.Failure != ScheduleFailure.Outside)
        {
            CheckDeterminism(outcome, deviations, schedule);
        }

        var shrinker = new Shrinker(body, world, outcome.Signature);
        if (shrinks)
        {
            deviations = shrinker.Shrink(deviations);
        }

        FindCure(shrinker, deviations, report);
        var record = new ScheduleRecord();
        ScheduleOutcome last = world.Run(body, new ReplayStrategy(deviations), record);
        return report.ToException(
            last.Failure == outcome.Failure ? last : outcome, new ReplayString(last.Hash, deviations), record);
    }

    /// <summary>Runs a schedule again, and compares.</summary>
    /// <exception cref="ScheduleFailedException">The second run was another one.</exception>
    public void CheckDeterminism(ScheduleOutcome outcome, List<Deviation> deviations, int schedule)
    {
        ScheduleOutcome second = world.Run(body, new ReplayStrategy(deviations));
        if (second.Failure == ScheduleFailure.Outside)
        {
            // The reason why the two differ, if they do.
            throw Explain(second, deviations, schedule, options.Schedules, shrinks: false);
        }

        if (second.Hash != outcome.Hash || second.Failure != outcome.Failure)
        {
            var first = new ScheduleRecord();
            world.Run(body, new ReplayStrategy(deviations), first);
            var other = new ScheduleRecord();
            world.Run(body, new ReplayStrategy(deviations), other);
            throw ScheduleReport.NotDeterministic(outcome, second, first, other, schedule);
        }
    }

    private static void FindCure(Shrinker shrinker, List<Deviation> deviations, ScheduleReport report)
    {
        if (deviations.Count == 0)
        {
            if (shrinker.FindCure() is { } cure)
            {
                report.CureStep = cure.Step;
                report.Cure = cure;
            }

            return;
        }

        if (shrinker.Passes(deviations[..^1]))
        {
            report.CureStep = deviations[^1].Step;
        }
    }
}
