namespace Liten;

/// <summary>A task that waits, as the search for cycles sees it.</summary>
/// <remarks>For one search, on one thread.</remarks>
internal sealed class BlockedTask
{
    private readonly TaskLook _look;
    private readonly OpenWait[] _waits;
    private readonly WaitBlockers[] _blockers;

    private BlockedTask(TaskCore task, TaskLook look, OpenWait[] waits, WaitBlockers[] blockers)
    {
        Task = task;
        _look = look;
        _waits = waits;
        _blockers = blockers;
    }

    public TaskCore Task { get; }

    /// <summary>What each of the task's waits depends on.</summary>
    public IReadOnlyList<WaitBlockers> Blockers => _blockers;

    /// <summary>Whether a token could end a wait of it.</summary>
    public bool HasToken => Array.Exists(_waits, static wait => wait.Wait.HasToken);

    /// <summary>
    /// Reads a task; null if it runs, or waits for something that may come from anywhere, or for too much to be told.
    /// </summary>
    public static BlockedTask? TryRead(TaskCore task, TaskLook look)
    {
        CallList.Batch batch = default;
        Span<OpenWait> waits = batch;
        int found = task.IsBlockingJob ? 0 : task.PeekWaits(waits);
        if (found is 0 or CallList.Batch.Size || look.Runs(task))
        {
            return null;
        }

        var blockers = new WaitBlockers[found];
        for (int i = 0; i < found; i++)
        {
            blockers[i] = waits[i].ReadBlockers();
            if (blockers[i].IsUnknown)
            {
                return null;
            }
        }

        return new BlockedTask(task, look, waits[..found].ToArray(), blockers);
    }

    /// <summary>
    /// Whether all is as it was read, and nothing else of the task's code goes on: then it has been waiting for those
    /// all the time.
    /// </summary>
    public bool IsStill()
    {
        for (int i = 0; i < _waits.Length; i++)
        {
            if (_waits[i].ReadBlockers() != _blockers[i])
            {
                return false;
            }
        }

        bool waitsElsewhere = Task.Foreign is { } foreign && foreign.Read(Task, out _) is not null;
        return !waitsElsewhere && !Task.HasEnded && !_look.Runs(Task) && !HasReadyCalls();
    }

    public TaskSnapshot Tell() => _look.Tell(Task, _look.Read(Task), withStacks: true);

    /// <summary>
    /// A call that is listed and waits for nothing either awaits another call, and is part of its stack, or goes on.
    /// </summary>
    private bool HasReadyCalls()
    {
        List<StackWalk> walks = TaskStacks.Walk(Task);
        return Task.PeekCalls(CallList.Batch.Size, all: true)
            .Exists(call => call.Wait is null && !walks.Exists(walk => walk.Contains(call)));
    }
}
