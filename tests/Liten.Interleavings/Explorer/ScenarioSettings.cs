namespace Liten.Interleavings;

/// <summary>The limits of one schedule.</summary>
internal sealed record ScenarioSettings
{
    /// <summary>How many stores of one schedule may stay in a store buffer, each with those that follow it.</summary>
    public int StoreDelay { get; init; }

    /// <summary>
    /// How many timed sleeps may end although somebody could still wake the sleeper. Without any, time passes only when nobody can go
    /// on, so a lost wake-up is never hidden by a time limit.
    /// </summary>
    public int Timeouts { get; init; }

    public int MostSteps { get; init; } = 2000;
}
