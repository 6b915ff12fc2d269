namespace Liten.Interleavings;

/// <summary>
/// IdleWorkers: how many are awake and how many search share one word. Some change it under the latch and some outside; a change that
/// is lost leaves a searcher counted for ever, and nobody is woken any more.
/// </summary>
internal static class IdleCountScenarios
{
    private const int Workers = 8;

    public static IEnumerable<Scenario> All =>
    [
        new("idle.searchers-end-together", 90, SearchersEndTogether) { Preemptions = 3 },
        new("idle.counts-of-a-wake", 371, model => Counts(model, Wake)) { Preemptions = 3 },
        new("idle.counts-of-a-park", 990, model => Counts(model, Park)) { Preemptions = 3 },
        new("idle.counts-of-a-pinned-wake", 990, model => Counts(model, WakePinned)) { Preemptions = 3 },
    ];

    // Step S: "If it was the last one, it does step W". One of them is the last one, and only one.
    private static void SearchersEndTogether(Model model)
    {
        var idle = new IdleWorkers(Workers);
        var last = new Cell();
        for (int i = 0; i < 3; i++)
        {
            idle.TryBeginSearch();
            model.Actor($"searcher {i}", () =>
            {
                if (idle.EndSearch())
                {
                    last.Add(1);
                }
            });
        }

        model.AtEnd(() =>
        {
            Expect.That(last.Value == 1);
            Expect.That(Searching(idle) == 0);
        });
    }

    private static void Counts(Model model, Func<IdleWorkers, (int Awake, int Searching)> change)
    {
        var idle = new IdleWorkers(Workers);
        idle.Park(0, isSearching: false);
        idle.TryBeginSearch();
        (int Awake, int Searching) changed = default;
        model.Actor("searcher that finds", () => idle.EndSearch());
        model.Actor("searcher that begins", () => Expect.That(idle.TryBeginSearch()));
        model.Actor("other", () => changed = change(idle));
        model.AtEnd(() =>
        {
            Expect.That(idle.AwakeCount == Workers - 1 + changed.Awake);
            Expect.That(Searching(idle) == 1 + changed.Searching);
        });
    }

    private static (int Awake, int Searching) Wake(IdleWorkers idle) => idle.TakeSleeperToSearch() == 0 ? (1, 1) : (0, 0);

    private static (int Awake, int Searching) Park(IdleWorkers idle)
    {
        idle.Park(1, isSearching: false);
        return (-1, 0);
    }

    private static (int Awake, int Searching) WakePinned(IdleWorkers idle)
    {
        Expect.That(idle.TryTakeSleeper(0));
        return (1, 0);
    }

    /// <summary>How many search, told by how many more may.</summary>
    private static int Searching(IdleWorkers idle)
    {
        int more = 0;
        while (idle.TryBeginSearch())
        {
            more++;
        }

        return (Workers / 2) - more;
    }
}
