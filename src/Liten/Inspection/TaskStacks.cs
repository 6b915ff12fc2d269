namespace Liten;

/// <summary>The async stacks of a task: the one that leads to what it waits for, and those of calls beside it.</summary>
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
                return walks.Count == 0
                    ? s_none
                    : new(walks[0].ToFrames(), [.. walks.Skip(1).Select(static walk => walk.ToFrames())]);
            }
        }

        return s_none;
    }

    private static List<StackWalk> Walk(TaskCore task)
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
            walks.RemoveAll(walk => walk.IsEmpty || walk.MeetsAny(down));
            if (!down.IsEmpty)
            {
                walks.Insert(0, down);
            }
        }

        walks.RemoveAll(static walk => walk.IsEmpty);
        return walks;
    }

    /// <summary>Where the way down is not known, the method that has told that it waits for something foreign.</summary>
    private static StackWalk Outermost(TaskCore task)
    {
        StackWalk down = StackWalk.Down(task);
        return down.IsEmpty && task.Foreign is { } foreign && foreign.Read(task, out _) is not null
            && foreign.Wake.Target is { } box
            ? StackWalk.Up(task, box)
            : down;
    }
}
