namespace Liten;

/// <summary>
/// The async stacks of a task: the one that leads to what it waits for, and those of calls beside it.
/// </summary>
/// <param name="Main">From the outermost method to the one that waits.</param>
/// <param name="Further">Of calls that wait at the same time.</param>
internal sealed record TaskStacks(IReadOnlyList<TaskFrame> Main, IReadOnlyList<IReadOnlyList<TaskFrame>> Further)
{
    /// <summary>Calls beyond that are not told (arbitrary).</summary>
    private const int MostCalls = 16;

    /// <summary>What moves faster than that is told without a stack (arbitrary).</summary>
    private const int MostAttempts = 3;

    private static readonly TaskStacks s_none = new([], []);

    /// <summary>Reads them, from any thread at any time.</summary>
    public static TaskStacks Of(TaskCore task)
    {
        for (int attempt = 0; attempt < MostAttempts && task.State.IsStarted; attempt++)
        {
            List<StackWalk> walks = Walk(task);
            if (walks.TrueForAll(static walk => walk.IsStill()))
            {
                return walks.Count == 0 ? s_none : new(walks[0].ToFrames(), [.. Shown(walks.Skip(1))]);
            }
        }

        return s_none;
    }

    /// <summary>
    /// The walks that make the stacks; the main one first. Nothing says whether something moved meanwhile.
    /// </summary>
    public static List<StackWalk> Walk(TaskCore task)
    {
        List<StackWalk> walks = task.PeekCalls(MostCalls).ConvertAll(call => StackWalk.Up(task, call));
        int main = walks.FindIndex(static walk => walk.IsComplete);
        if (main > 0)
        {
            (walks[0], walks[main]) = (walks[main], walks[0]);
        }
        else if (main < 0)
        {
            StackWalk down = Outermost(task);
            walks.RemoveAll(walk => walk.MeetsAny(down));
            if (down.IsComplete)
            {
                walks.Insert(0, down);
            }
            else
            {
                // The body has not returned yet, so its first calls do not know who will await them.
                walks.Clear();
            }
        }

        return walks;
    }

    private static IEnumerable<TaskFrame[]> Shown(IEnumerable<StackWalk> walks)
        => walks.Where(static walk => !walk.IsEmpty).Select(static walk => walk.ToFrames());

    /// <summary>
    /// Where the way down is not known, the method that has told that it waits for something foreign.
    /// </summary>
    private static StackWalk Outermost(TaskCore task)
    {
        StackWalk down = StackWalk.Down(task);
        return !down.IsComplete && task.Foreign is { } foreign && foreign.Read(task, out _) is not null
            && foreign.Wake.Target is { } box
            ? StackWalk.Up(task, box)
            : down;
    }
}
