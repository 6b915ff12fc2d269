namespace Liten;

/// <summary>
/// Which tasks wait for each other, so that none of them ever goes on. Steps 9 to 12 of README.md beside this file.
/// </summary>
/// <remarks>For one search, on one thread.</remarks>
internal sealed class WaitGraph
{
    private readonly Dictionary<object, BlockedTask> _blocked = [];
    private readonly Dictionary<object, List<BlockedTask>> _dependents = [];
    private readonly Dictionary<object, List<object>> _holders = [];

    /// <summary>
    /// Adds a task, if it waits for something of others'. All are added before <see cref="FindCycles"/>.
    /// </summary>
    public void Add(TaskCore task, TaskLook look)
    {
        if (BlockedTask.TryRead(task, look) is { } blocked)
        {
            _blocked[task] = blocked;
        }
    }

    /// <summary>The cycles that are left when all tasks are gone that something may still wake.</summary>
    public List<WaitCycle> FindCycles()
    {
        FindHolders();
        Connect();
        RemoveThoseThatMayGoOn();
        var cycles = new List<WaitCycle>();
        var seen = new Dictionary<object, int>();
        int round = 0;
        foreach (BlockedTask start in _blocked.Values)
        {
            round++;
            BlockedTask? task = start;
            while (task is not null && seen.TryAdd(task.Task, round))
            {
                task = NextOf(task);
            }

            if (task is not null && seen[task.Task] == round && Confirm(Circle(task)) is { } cycle)
            {
                cycles.Add(cycle);
            }
        }

        return cycles;
    }

    /// <summary>
    /// Who has what others wait for. Only among the tasks that wait: what another one holds comes back some time.
    /// </summary>
    private void FindHolders()
    {
        if (!_blocked.Values.Any(static task => task.Blockers.Any(static wait => wait.Held is not null)))
        {
            return;
        }

        foreach (object task in _blocked.Keys)
        {
            foreach (object held in TaskStacks.Walk((TaskCore)task).SelectMany(static walk => walk.Held()))
            {
                Of(_holders, held).Add(task);
            }
        }
    }

    private void Connect()
    {
        foreach (BlockedTask task in _blocked.Values)
        {
            foreach (object blocker in task.Blockers.SelectMany(BlockersOf))
            {
                Of(_dependents, blocker).Add(task);
            }
        }
    }

    private void RemoveThoseThatMayGoOn()
    {
        var free = new Queue<BlockedTask>(_blocked.Values.Where(MayGoOn));
        while (free.TryDequeue(out BlockedTask? task))
        {
            if (_blocked.Remove(task.Task) && _dependents.TryGetValue(task.Task, out List<BlockedTask>? dependents))
            {
                foreach (BlockedTask dependent in dependents.Where(MayGoOn))
                {
                    free.Enqueue(dependent);
                }
            }
        }
    }

    /// <summary>A task goes on when one of its waits ends; all its code is stuck only if they all are.</summary>
    private bool MayGoOn(BlockedTask task) => task.Blockers.Any(wait => !IsStuck(wait));

    private bool IsStuck(WaitBlockers wait) => wait.OneSuffices
        ? BlockersOf(wait).All(_blocked.ContainsKey)
        : BlockersOf(wait).Any(_blocked.ContainsKey);

    private IEnumerable<object> BlockersOf(WaitBlockers wait)
    {
        if (wait.Scope is { } scope)
        {
            return [scope];
        }

        return wait.Scopes ?? (wait.Held is { } held && _holders.TryGetValue(held, out List<object>? holders)
            ? holders
            : []);
    }

    private BlockedTask? NextOf(BlockedTask task)
        => task.Blockers.SelectMany(BlockersOf).Select(blocker => _blocked.GetValueOrDefault(blocker))
            .FirstOrDefault(static blocker => blocker is not null);

    private List<BlockedTask> Circle(BlockedTask start)
    {
        var circle = new List<BlockedTask>();
        BlockedTask task = start;
        do
        {
            circle.Add(task);
            task = NextOf(task)!;
        }
        while (task != start);
        return circle;
    }

    /// <summary>
    /// All were read before the first is looked at again. So there was a moment at which all of them waited as was
    /// read.
    /// </summary>
    private WaitCycle? Confirm(List<BlockedTask> circle)
    {
        bool isStill = circle.TrueForAll(static task => task.IsStill());
        return isStill
            ? new WaitCycle(
                [.. circle.Select(static task => task.Tell())],
                circle.Exists(static task => task.HasToken),
                CountBehind(circle))
            : null;
    }

    /// <summary>How many further tasks go on only when one of the circle does.</summary>
    private int CountBehind(List<BlockedTask> circle)
    {
        var met = new HashSet<object>(circle.Select(static task => task.Task));
        var next = new Queue<object>(met);
        while (next.TryDequeue(out object? task))
        {
            foreach (BlockedTask dependent in _dependents.GetValueOrDefault(task, []))
            {
                if (_blocked.ContainsKey(dependent.Task) && met.Add(dependent.Task))
                {
                    next.Enqueue(dependent.Task);
                }
            }
        }

        return met.Count - circle.Count;
    }

    private static List<TItem> Of<TKey, TItem>(Dictionary<TKey, List<TItem>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<TItem>? list))
        {
            list = [];
            lists.Add(key, list);
        }

        return list;
    }
}
