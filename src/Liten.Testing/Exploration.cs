using System.Diagnostics;

namespace Liten.Testing;

/// <summary>The path of an exploration: schedule after schedule, until one fails or the budget is spent.</summary>
internal sealed class Exploration(ScheduleBody body, ExploreOptions options, ulong seed, World world)
{
    /// <summary>Every so many schedules one is run twice, to see whether it is the same (arbitrary).</summary>
    private const int SchedulesPerCheck = 1000;

    private readonly long _begin = Stopwatch.GetTimestamp();
    private int _mostSteps;
    private int _mostTasks;

    /// <summary>Tries orders.</summary>
    /// <exception cref="ScheduleFailedException">A schedule has failed.</exception>
    public ExplorationReport Run()
    {
        WarmUp();
        ScheduleStrategy strategy = options.Strategy;
        strategy.Start(seed);
        int limit = options.HasSchedules || strategy is not ExhaustiveStrategy ? options.Schedules : 1_000_000;
        int schedule = 0;
        for (; schedule < limit && Stopwatch.GetElapsedTime(_begin) < options.TimeLimit; schedule++)
        {
            if (!strategy.Begin(schedule))
            {
                return Report(schedule, isComplete: true);
            }

            RunOne(strategy, schedule);
        }

        return Report(schedule, isComplete: strategy is ExhaustiveStrategy && !strategy.Begin(schedule));
    }

    /// <summary>Runs the schedule of a replay string, and looks nearby if the code has changed since.</summary>
    /// <exception cref="ScheduleFailedException">It fails.</exception>
    public void Replay(ReplayString replay)
    {
        WarmUp();
        var strategy = new ReplayStrategy(replay.Deviations);
        strategy.Begin(0);
        ScheduleOutcome outcome = world.Run(body, strategy);
        strategy.End();
        if (outcome.Failure is not null)
        {
            throw new FailureAnalysis(body, options, world)
                .Explain(outcome, [.. world.Deviations], schedule: 0, schedules: 1, shrinks: false);
        }

        if (strategy.DivergedAt > 0)
        {
            SearchNearby(replay, strategy.DivergedAt);
        }
    }

    /// <summary>The default order once for each abort that it allows.</summary>
    /// <exception cref="ScheduleFailedException">A schedule has failed.</exception>
    public ExplorationReport AbortEverywhere()
    {
        WarmUp();
        var listing = new ListingStrategy();
        RunOne(listing, schedule: 0);
        List<Deviation> aborts =
            listing.Alternatives.FindAll(static deviation => deviation.Kind == DeviationKind.Abort);
        for (int i = 0; i < aborts.Count; i++)
        {
            RunOne(new ReplayStrategy([aborts[i]]), schedule: i + 1);
        }

        return Report(aborts.Count + 1, isComplete: true);
    }

    /// <summary>
    /// Static constructors and caches make the first run unlike all others, so it does not count; but a body that
    /// cannot even begin fails here.
    /// </summary>
    private void WarmUp() => world.Run(body, new ReplayStrategy([]));

    private void RunOne(ScheduleStrategy strategy, int schedule)
    {
        ScheduleOutcome outcome = world.Run(body, strategy);
        _mostSteps = Math.Max(_mostSteps, outcome.Steps);
        _mostTasks = Math.Max(_mostTasks, world.TaskCount);
        if (outcome.Failure is not null)
        {
            throw new FailureAnalysis(body, options, world)
                .Explain(outcome, [.. world.Deviations], schedule, options.Schedules, shrinks: true);
        }

        if (schedule % SchedulesPerCheck == 0 && options.Outside == OutsideRule.Fail)
        {
            new FailureAnalysis(body, options, world).CheckDeterminism(outcome, [.. world.Deviations], schedule);
        }
    }

    /// <summary>The code has changed since the string was written: the error may have moved by a few steps.</summary>
    private void SearchNearby(ReplayString replay, int divergedAt)
    {
        foreach (Deviation[] moved in Nearby(replay.Deviations))
        {
            ScheduleOutcome outcome = world.Run(body, new ReplayStrategy(moved));
            if (outcome.Failure is not null)
            {
                throw new FailureAnalysis(body, options, world).Explain(
                    outcome,
                    [.. world.Deviations],
                    schedule: 0,
                    schedules: 1,
                    shrinks: true,
                    $"The replay string is stale: it diverged at step {divergedAt}. Found nearby:");
            }
        }
    }

    /// <summary>The same deviations a few steps earlier or later, also by another of the runnable ones.</summary>
    private static IEnumerable<Deviation[]> Nearby(IReadOnlyList<Deviation> deviations)
    {
        const int Reach = 8;
        const int MostValue = 3;
        for (int shift = 0; shift <= 2 * Reach; shift++)
        {
            int by = shift % 2 == 0 ? shift / 2 : -(shift + 1) / 2;
            for (int value = 0; value <= MostValue; value++)
            {
                yield return [.. deviations.Select(deviation => deviation with
                {
                    Step = Math.Max(1, deviation.Step + by),
                    Value = value == 0 || deviation.Kind != DeviationKind.Order ? deviation.Value : value,
                })];
            }
        }
    }

    private ExplorationReport Report(int schedules, bool isComplete)
        => new(schedules, isComplete, _mostSteps, _mostTasks, seed);
}
