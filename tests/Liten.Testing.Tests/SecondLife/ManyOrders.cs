using System.Runtime.ExceptionServices;

namespace Liten.Tests;

/// <summary>Runs a whole specification again and again, each time with another order of what its bodies do.</summary>
/// <remarks>What a specification counts or collects begins anew with each run, as on real threads.</remarks>
internal sealed class ManyOrders : IDisposable
{
    private const ulong Seed = 1;

    private static readonly ExploreOptions s_options = new()
    {
        MaxTurns = 100_000,
        MaxTime = TimeSpan.FromDays(2),
        Leaks = LeakRule.Allow,

        // The specifications take a second for long enough that everything else has happened.
        EarlyTimers = TimeSpan.FromMilliseconds(900),
    };

    /// <summary>The orders that the thread tries, or null.</summary>
    [ThreadStatic]
    private static ManyOrders? t_current;

    private readonly World _world = new(s_options);
    private readonly ScheduleStrategy _strategy = Strategy.Default;

    private ManyOrders()
    {
    }

    /// <summary>Runs a specification so often; fails with the order in which it fails.</summary>
    public static void Try(int schedules, Action specification)
    {
        using var orders = new ManyOrders();
        t_current = orders;
        try
        {
            orders._strategy.Start(Seed);
            for (int schedule = 0; schedule < schedules; schedule++)
            {
                orders._strategy.Begin(schedule);
                orders.TryOnce(schedule, specification);
            }
        }
        finally
        {
            t_current = null;
        }
    }

    /// <summary>One schedule: in the order that is to be tried, or, where none is, in the default one.</summary>
    public static void RunSchedule(Func<LitenTask> body)
    {
        if (t_current is { } orders)
        {
            RunSchedule(body, orders._world, orders._strategy);
            return;
        }

        using var world = new World(s_options);
        RunSchedule(body, world, new ReplayStrategy([]));
    }

    public void Dispose() => _world.Dispose();

    private static void RunSchedule(Func<LitenTask> body, World world, ScheduleStrategy strategy)
    {
        ScheduleOutcome outcome = world.Run(Bodies.Of(body, "", 0), strategy);
        if (outcome.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        Assert.True(outcome.Failure is null, $"{outcome.Failure}: {outcome.Text}");
    }

    private void TryOnce(int schedule, Action specification)
    {
        try
        {
            specification();
        }
        catch (Exception exception)
        {
            string order = string.Join(',', _world.Deviations);
            throw new InvalidOperationException($"Failed in schedule {schedule}, with the deviations {order}.", exception);
        }
    }
}
