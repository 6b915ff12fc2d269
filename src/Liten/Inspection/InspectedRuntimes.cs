using System.Collections.Concurrent;

namespace Liten;

/// <summary>The runtimes of the process that have not ended, for those who look at all of them.</summary>
internal static class InspectedRuntimes
{
    private static readonly ConcurrentDictionary<long, WeakReference<TaskInspector>> s_all = [];
    private static AtomicCounter s_lastNumber;

    /// <summary>From the oldest to the youngest.</summary>
    public static List<TaskInspector> All
    {
        get
        {
            var found = new List<TaskInspector>();
            foreach ((long number, WeakReference<TaskInspector> reference) in s_all.OrderBy(static entry => entry.Key))
            {
                if (reference.TryGetTarget(out TaskInspector? inspector))
                {
                    found.Add(inspector);
                }
                else
                {
                    s_all.TryRemove(number, out _);
                }
            }

            return found;
        }
    }

    /// <summary>Adds a runtime that begins. A weak reference, for one that is dropped without being disposed.</summary>
    /// <returns>What <see cref="Remove"/> wants.</returns>
    public static long Add(TaskInspector inspector)
    {
        long number = s_lastNumber.Add(1);
        s_all[number] = new WeakReference<TaskInspector>(inspector);
        return number;
    }

    public static void Remove(long number) => s_all.TryRemove(number, out _);
}
