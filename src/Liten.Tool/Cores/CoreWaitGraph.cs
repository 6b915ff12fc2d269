namespace Liten.Tool;

/// <summary>
/// The tasks of a core file that wait for each other. Nothing moves there, so what is found needs no second look.
/// </summary>
internal static class CoreWaitGraph
{
    public static IReadOnlyList<WaitCycle> FindCycles(IEnumerable<CoreTask> tasks)
    {
        Dictionary<ulong, CoreTask> blocked = tasks
            .Where(static task => task.Waits.Any() && task.Waits.All(static wait => !wait.Holder.IsNull))
            .ToDictionary(static task => task.Address);
        RemoveThoseThatMayGoOn(blocked);
        var cycles = new List<WaitCycle>();
        var seen = new Dictionary<ulong, int>();
        int round = 0;
        foreach (CoreTask start in blocked.Values)
        {
            round++;
            CoreTask task = start;
            while (seen.TryAdd(task.Address, round))
            {
                task = blocked[NextOf(task)];
            }

            if (seen[task.Address] == round)
            {
                List<CoreTask> circle = Circle(task, blocked);
                int behind = blocked.Count - circle.Count;
                cycles.Add(new WaitCycle([.. circle.Select(static member => member.Tell())], hasToken: false, behind));
            }
        }

        return cycles;
    }

    /// <summary>A task goes on when one of its waits ends, and that when its holder does.</summary>
    private static void RemoveThoseThatMayGoOn(Dictionary<ulong, CoreTask> blocked)
    {
        ulong[] free;
        do
        {
            free = [.. blocked.Values
                .Where(task => task.Waits.Any(wait => !blocked.ContainsKey(wait.Holder.Address)))
                .Select(static task => task.Address)];
            Array.ForEach(free, address => blocked.Remove(address));
        }
        while (free.Length > 0);
    }

    private static ulong NextOf(CoreTask task) => task.Waits.First().Holder.Address;

    private static List<CoreTask> Circle(CoreTask start, Dictionary<ulong, CoreTask> blocked)
    {
        var circle = new List<CoreTask>();
        CoreTask task = start;
        do
        {
            circle.Add(task);
            task = blocked[NextOf(task)];
        }
        while (task != start);
        return circle;
    }
}
