using System.Globalization;

namespace Liten.Testing;

/// <summary>What an exploration without a failure has seen.</summary>
/// <param name="Schedules">How many schedules have run.</param>
/// <param name="IsComplete">Whether the strategy has no further order to try.</param>
/// <param name="MostSteps">The number of steps of the longest schedule.</param>
/// <param name="MostTasks">The largest number of tasks of a schedule.</param>
/// <param name="Seed">From what the strategy has drawn.</param>
public sealed record ExplorationReport(int Schedules, bool IsComplete, int MostSteps, int MostTasks, ulong Seed)
{
    /// <summary>
    /// How likely an error that needs two steps in one order may have been missed, by the guarantee of PCT: at most
    /// this, if each schedule had been one of <see cref="Strategy.Pct"/>.
    /// </summary>
    public double ChanceToMissDepthTwo
        => Math.Pow(1 - (1.0 / ((double)Math.Max(1, MostTasks) * Math.Max(1, MostSteps))), Schedules);

    /// <summary>The report in one line, for people.</summary>
    public override string ToString()
    {
        string all = IsComplete ? ", every order there is" : "";
        string size = $"up to {MostTasks} tasks and {MostSteps} steps";
        string missed = ChanceToMissDepthTwo.ToString("P1", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Schedules:N0} schedules passed{all}: {size}; a bug of depth 2 escapes PCT with at most {missed}; seed {Seed}.");
    }
}
