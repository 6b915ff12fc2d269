namespace Liten;

/// <summary>One walk along the suspended methods of a task. Steps 5 to 8 of README.md beside this file.</summary>
internal sealed class StackWalk(TaskCore task)
{
    /// <summary>Deeper ones are cut off (arbitrary).</summary>
    private const int MostSteps = 256;

    private readonly List<StackStep> _steps = [];
    private bool _isUpward;

    /// <summary>Whether the walk has come from one end of the stack to the other.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether there is a method to show.</summary>
    public bool IsEmpty => !_steps.Exists(static step => step.Layout is { IsOwn: false });

    /// <summary>From a call that waits to the task itself.</summary>
    public static StackWalk Up(TaskCore task, object leaf)
    {
        var walk = new StackWalk(task) { _isUpward = true };
        object? node = leaf;
        while (node is not null && walk._steps.Count < MostSteps)
        {
            if (node is TaskCore)
            {
                walk.IsComplete = ReferenceEquals(node, task);
                break;
            }

            node = walk.Pass(node) ? NextUp(node) : null;
        }

        return walk;
    }

    /// <summary>From the task's outermost call to what that waits for in the end.</summary>
    public static StackWalk Down(TaskCore task)
    {
        var walk = new StackWalk(task);
        object? node = task.OpenCall;
        while (node is not null and not TaskCore && walk._steps.Count < MostSteps && walk.Pass(node))
        {
            node = walk._steps[^1].Awaited();
        }

        walk.IsComplete = walk._steps.Count > 0;
        return walk;
    }

    /// <summary>Whether nothing has moved since: each item is in the same use, suspended at the same await.</summary>
    public bool IsStill()
    {
        ReadFence.Pass();
        for (int i = 0; i < _steps.Count; i++)
        {
            StackStep step = _steps[i];
            bool leadsOn = _isUpward || i + 1 == _steps.Count || ReferenceEquals(step.Awaited(), _steps[i + 1].Node);
            if (!leadsOn || StackStep.At(step.Node) != step)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the walk has come by.</summary>
    public bool Contains(object node) => _steps.Exists(step => ReferenceEquals(step.Node, node));

    /// <summary>Whether it has come by something that the other has come by.</summary>
    public bool MeetsAny(StackWalk other) => _steps.Exists(step => other.Contains(step.Node));

    /// <summary>What the methods have in their hands that others may wait for.</summary>
    public IEnumerable<object> Held() => _steps.SelectMany(static step => step.Held());

    /// <summary>The methods, the outermost first.</summary>
    public TaskFrame[] ToFrames()
    {
        TaskFrame[] frames = [.. _steps.Where(static step => step.Layout is { IsOwn: false })
            .Select(static step => step.Layout!.Frame(step.State))];
        if (_isUpward)
        {
            Array.Reverse(frames);
        }

        return frames;
    }

    /// <summary>Notes a step; false if it does not belong to the task, or was there before.</summary>
    private bool Pass(object node)
    {
        StackStep step = StackStep.At(node);
        bool mustBeOwned = step.Owner is not null || node is ISuspendedMethod;
        if ((mustBeOwned && !ReferenceEquals(step.Owner, task)) || Contains(node))
        {
            return false;
        }

        _steps.Add(step);
        return true;
    }

    private static object? NextUp(object node) => node switch
    {
        WorkItem item => item.Caller,
        ForeignWake wake => wake.Method,
        Task task => ForeignTaskReader.CallerOf(task),
        _ => null,
    };
}
