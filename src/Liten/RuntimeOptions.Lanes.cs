namespace Liten;

/// <content>The groups among which the workers' time is divided.</content>
public sealed partial class RuntimeOptions
{
    /// <summary>With the one for tasks that have no other (arbitrary).</summary>
    private const int MostLanes = 64;

    private List<LaneOptions> _lanes = [];

    /// <summary>
    /// The lanes of the runtime: groups of tasks that share the workers by weight, each with an order and limits of its
    /// own. A task's lane is that of <see cref="SpawnOptions.Lane"/>, else that of the task that spawned it.
    /// </summary>
    /// <value>
    /// Empty as a rule: then all tasks are alike, and nothing is paid for lanes. Where it is not, there is one more,
    /// called <c>default</c> with one share, for tasks without a lane; it may be among these, with other values.
    /// </value>
    /// <remarks>Lanes need worker threads and work stealing.</remarks>
    public IList<LaneOptions> Lanes => _lanes;

    /// <summary>All lanes in the order of their numbers; the one for tasks without a lane is the first.</summary>
    internal IReadOnlyList<LaneOptions> AllLanes()
    {
        LaneOptions? given = _lanes.Find(static lane => lane.Name == LaneWord.DefaultName);
        return [given ?? new LaneOptions(LaneWord.DefaultName), .. _lanes.Where(lane => lane != given)];
    }

    /// <summary>What tasks know of the lanes; null if there are none.</summary>
    internal TaskLanes? CreateTaskLanes() => _lanes.Count == 0 ? null : CreateTaskLanes(AllLanes());

    private static TaskLanes CreateTaskLanes(IReadOnlyList<LaneOptions> all)
    {
        List<LaneOptions> byRank = [.. all
            .OrderBy(static lane => lane.Latency ?? TimeSpan.MaxValue)
            .ThenByDescending(static lane => lane.Shares)];
        return new TaskLanes(
            [.. all.Select(static lane => lane.Name)], [.. all.Select(lane => RankOf(lane, byRank))]);
    }

    /// <summary>How many lanes are better; those of the same target and the same shares are alike.</summary>
    private static int RankOf(LaneOptions lane, List<LaneOptions> byRank)
        => byRank.FindIndex(other => other.Latency == lane.Latency && other.Shares == lane.Shares);

    private void ValidateLanes()
    {
        if (_lanes.Count == 0)
        {
            return;
        }

        if (CurrentThread || !WorkStealing)
        {
            throw new InvalidOperationException(
                $"{_lanes[0]} needs worker threads that share their work, but the options say "
                + (CurrentThread ? "CurrentThread" : "DisableWorkStealing")
                + ". Leave out one of the two; a lane's Workers pin its tasks.");
        }

        if (AllLanes().Count > MostLanes)
        {
            throw new InvalidOperationException(
                $"A runtime has at most {MostLanes} lanes, the one called '{LaneWord.DefaultName}' among them, but " +
                $"{_lanes.Count} are declared.");
        }

        var names = new HashSet<string>();
        foreach (LaneOptions lane in _lanes)
        {
            if (lane is null || !names.Add(lane.Name))
            {
                throw new InvalidOperationException(
                    lane is null ? "Lanes holds null." : $"Lane '{lane.Name}' is declared twice.");
            }

            CheckWorkersOf(lane);
        }
    }

    private void CheckWorkersOf(LaneOptions lane)
    {
        foreach (int worker in lane.Workers ?? [])
        {
            if (worker >= WorkerThreads)
            {
                throw new InvalidOperationException(
                    $"Lane '{lane.Name}' names worker {worker}, but the runtime has workers 0 to {WorkerThreads - 1}. "
                    + "Set WorkerThreads, or leave the worker out.");
            }
        }
    }
}
