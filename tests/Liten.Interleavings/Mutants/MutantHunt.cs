namespace Liten.Interleavings;

/// <summary>Weakens every atomic operation that scenarios reach, one at a time, and sees whether a scenario notices.</summary>
internal sealed class MutantHunt
{
    private const long SchedulesToLearn = 3_000;

    private readonly Dictionary<Site, List<Scenario>> _reached = [];
    private readonly long _schedulesPerScenario;

    /// <param name="scenarios">Those that may notice.</param>
    /// <param name="schedulesPerScenario">How long each of them looks for one mutant.</param>
    public MutantHunt(IEnumerable<Scenario> scenarios, long schedulesPerScenario)
    {
        _schedulesPerScenario = schedulesPerScenario;
        foreach (Scenario scenario in scenarios.OrderBy(scenario => scenario.Schedules))
        {
            Learn(scenario);
        }
    }

    /// <summary>The operations of the library that scenarios reach.</summary>
    public IEnumerable<Site> Reached => _reached.Keys;

    public IEnumerable<Mutant> Mutants => _reached.Keys
        .OrderBy(site => site.File, StringComparer.Ordinal)
        .ThenBy(site => site.Line)
        .SelectMany(site => site.Mutations.Select(kind => new Mutant(site, kind)));

    public long Schedules { get; private set; }

    /// <summary>The scenario that notices the mutant, or null if none does.</summary>
    public Scenario? FindKiller(Mutant mutant)
    {
        mutant.Site.Mutation = mutant.Kind;
        try
        {
            foreach (Scenario scenario in _reached[mutant.Site])
            {
                ExplorationResult result = scenario.Explore(_schedulesPerScenario);
                Schedules += result.Schedules;
                if (result.Failure is not null)
                {
                    return scenario;
                }
            }

            return null;
        }
        finally
        {
            mutant.Site.Mutation = MutationKind.None;
        }
    }

    private void Learn(Scenario scenario)
    {
        foreach (Site site in Sites.All)
        {
            site.Hits = 0;
        }

        Schedules += scenario.Explore(SchedulesToLearn).EnsurePassed().Schedules;
        foreach (Site site in Sites.All.Where(site => site.Hits > 0 && site.File.StartsWith(SourceLines.Root, StringComparison.Ordinal)))
        {
            if (!_reached.TryGetValue(site, out List<Scenario>? scenarios))
            {
                _reached[site] = scenarios = [];
            }

            scenarios.Add(scenario);
        }
    }
}
