namespace Liten.Testing;

/// <summary>The strategies that come with the library. Each read gives a new object.</summary>
public static class Strategy
{
    /// <summary>The default order first, then by turns a random walk, few deviations in system, and PCT.</summary>
    public static ScheduleStrategy Default => new DefaultStrategy();

    /// <summary>Every choice by lot.</summary>
    public static ScheduleStrategy Random => new RandomStrategy();

    /// <summary>The default order, then every single deviation from it, then every two; then by lot.</summary>
    public static ScheduleStrategy Systematic => new SystematicStrategy(maxDeviations: 2);

    /// <summary>
    /// Priorities by lot, which change at two random steps: after S. Burckhardt and others, "A Randomized Scheduler
    /// with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010, for bugs of depth 3.
    /// </summary>
    public static ScheduleStrategy Pct => new PctStrategy(depth: 3);

    /// <summary>Every order there is, once each: for small tests.</summary>
    public static ScheduleStrategy Exhaustive => new ExhaustiveStrategy();
}
