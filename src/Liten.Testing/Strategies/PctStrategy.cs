namespace Liten.Testing;

/// <summary>
/// The task of the highest priority runs; at few random steps the one that runs falls behind all others.
/// </summary>
internal sealed class PctStrategy(int depth) : ScheduleStrategy
{
    private readonly Dictionary<long, long> _priorities = [];
    private readonly HashSet<int> _changes = [];
    private Lots _lots = new(0);
    private int _longest = 16;
    private int _decisions;
    private long _lowest;

    public override void Start(ulong seed) => _lots = new Lots(seed);

    public override bool Begin(int schedule)
    {
        _longest = Math.Max(_longest, _decisions);
        _decisions = 0;
        _lowest = 0;
        _priorities.Clear();
        _changes.Clear();
        for (int i = 1; i < depth; i++)
        {
            _changes.Add(1 + _lots.Below(_longest));
        }

        return true;
    }

    public override int Choose(in Decision decision)
    {
        int best = Best(decision);
        if (_changes.Contains(++_decisions))
        {
            _priorities[KeyOf(decision, best)] = --_lowest;
            best = Best(decision);
        }

        return best;
    }

    private int Best(in Decision decision)
    {
        int best = 0;
        long highest = long.MinValue;
        for (int i = 0; i < decision.Count; i++)
        {
            long priority = PriorityOf(KeyOf(decision, i));
            if (priority > highest)
            {
                (best, highest) = (i, priority);
            }
        }

        return best;
    }

    /// <summary>Time and each fault have a priority of their own, as if they were tasks.</summary>
    private static long KeyOf(in Decision decision, int alternative)
        => decision.KindOf(alternative) == AlternativeKind.Run
            ? decision.TaskOf(alternative)
            : long.MinValue + alternative - decision.Runnable;

    private long PriorityOf(long task)
    {
        if (!_priorities.TryGetValue(task, out long priority))
        {
            priority = (long)(_lots.Next() >> 1);
            _priorities[task] = priority;
        }

        return priority;
    }
}
