namespace Liten.Interleavings;

/// <summary>Weakens every atomic operation that scenarios reach, one at a time, and sees whether a scenario notices.</summary>
/// <remarks>
/// Most mutants are noticed by almost any schedule of a scenario that reaches them, so each scenario first gets a few walks. Only a
/// mutant that no walk notices is looked for by complete search: it begins with the last decisions of a schedule, and takes long to come to the first ones.
/// </remarks>
internal sealed class MutantHunt
{
    private const int Depth = 3;
    private const int DelaysPerWalk = 4;
    private const int FirstSteps = 100;
    private const long FirstWalks = 100;

    private readonly Dictionary<Site, List<Scenario>> _reached = [];
    private readonly Dictionary<Scenario, int> _steps = [];
    private readonly long _walks;
    private readonly long _searched;

    /// <param name="scenarios">Those that may notice.</param>
    /// <param name="walks">How many walks of each kind each of them makes for a mutant that is hard to notice.</param>
    /// <param name="searched">How many schedules each of them then searches one by one.</param>
    public MutantHunt(IEnumerable<Scenario> scenarios, long walks, long searched)
    {
        _walks = walks;
        _searched = searched;
        foreach (Scenario scenario in scenarios)
        {
            Learn(scenario);
        }

        // The short ones come first.
        foreach (List<Scenario> reaching in _reached.Values)
        {
            reaching.Sort((a, b) => _steps[a].CompareTo(_steps[b]));
        }
    }

    /// <summary>The operations of the library that scenarios reach.</summary>
    public IEnumerable<Site> Reached => _reached.Keys;

    public IEnumerable<Mutant> Mutants => _reached.Keys
        .Where(site => !UnexploredOperations.Reasons.ContainsKey(Path.GetFileName(site.File)))
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
            List<Scenario> reaching = _reached[mutant.Site];
            Scenario? killer = reaching.Find(scenario => Notices(Walk(scenario, FirstWalks, seed: 1)))
                ?? reaching.Find(scenario => Notices(Walk(scenario, _walks, seed: 2)) || Notices(Wander(scenario, _walks)))
                ?? reaching.Find(scenario => Notices(scenario.Explore(_searched)));
            if (killer is not null)
            {
                // What notices one mutant of an operation is likely to notice the others.
                reaching.Remove(killer);
                reaching.Insert(0, killer);
            }

            return killer;
        }
        finally
        {
            mutant.Site.Mutation = MutationKind.None;
        }
    }

    private static ScenarioSettings Unbounded(Scenario scenario) => scenario.Settings with { StoreDelay = DelaysPerWalk };

    private bool Notices(ExplorationResult result)
    {
        Schedules += result.Schedules;
        return result.Failure is not null;
    }

    private ExplorationResult Walk(Scenario scenario, long walks, int seed)
        => Exploration.Run(scenario, new PriorityWalk(seed, walks, Depth, _steps.GetValueOrDefault(scenario, FirstSteps), DelaysPerWalk), Unbounded(scenario));

    private static ExplorationResult Wander(Scenario scenario, long walks)
        => Exploration.Run(scenario, new RandomWalk(seed: 3, walks, DelaysPerWalk), Unbounded(scenario));

    /// <summary>Sees which operations a scenario reaches, and that it holds in the walks as long as nothing is weakened.</summary>
    private void Learn(Scenario scenario)
    {
        foreach (Site site in Sites.All)
        {
            site.Hits = 0;
        }

        ExplorationResult learned = Walk(scenario, FirstWalks, seed: 1).EnsurePassed();
        ExplorationResult wandered = Wander(scenario, FirstWalks).EnsurePassed();
        _steps[scenario] = Math.Max(learned.LongestSchedule, wandered.LongestSchedule);
        Schedules += learned.Schedules + wandered.Schedules + Walk(scenario, FirstWalks, seed: 1).EnsurePassed().Schedules;
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
