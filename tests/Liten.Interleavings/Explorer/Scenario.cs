namespace Liten.Interleavings;

/// <summary>A small program of a few actors, what must hold in each of its schedules, and how far they are explored.</summary>
/// <param name="Id">Its name for ever: part, dot, what happens.</param>
/// <param name="Schedules">
/// How many schedules there are within the bounds. A number that changes means that a scheduling point came or went: look why,
/// then write the new one here.
/// </param>
/// <param name="SetUp">Builds the objects and names the actors, anew for each schedule.</param>
internal sealed record Scenario(string Id, long Schedules, Action<Model> SetUp)
{
    private const long LargeFrom = 20_000;

    /// <summary>Every schedule with at most so many preemptions is visited.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>Whether its exploration takes more than some seconds, and is part of the deep one.</summary>
    public bool IsLarge => Schedules > LargeFrom;

    public ScenarioSettings Settings { get; init; } = new() { StoreDelay = 1 };

    /// <summary>Explores all schedules within the bounds.</summary>
    public ExplorationResult Explore(long mostSchedules = long.MaxValue)
        => Exploration.Run(this, new DepthFirst(Preemptions, Settings.StoreDelay), Settings, mostSchedules);

    public override string ToString() => Id;
}
