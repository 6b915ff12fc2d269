namespace Liten;

/// <summary>
/// The lanes of a runtime as its tasks know them: names, and which lane is better. And who runs for a better lane than
/// its own, because that waits for it; see "Inversion" in src/Liten/Lanes/README.md.
/// </summary>
/// <remarks>
/// A lane's number begins at 1: 0 is the number of a task in a runtime without lanes.
/// <code>
/// field                  written by                  read by                     under
/// TaskCore._place        who hastens, who lets go    who queues the task         the latch; reads: that of the lane
/// TaskExtras.Urgencies   who hastens, who lets go    the same                    the latch
/// </code>
/// The latch may be entered inside that of a lock, and nothing else is entered inside of it.
/// </remarks>
/// <param name="names">The names, in the order of the numbers.</param>
/// <param name="ranks">For each lane how good it is: the lower the better.</param>
internal sealed class TaskLanes(string[] names, int[] ranks) : ITaskLanes
{
    /// <summary>
    /// How long a chain of waits is followed: longer ones are rare, and a circle must end (arbitrary).
    /// </summary>
    private const int MostLinks = 16;

    private SpinLatch _latch;

    /// <summary>Told of each task that runs for a better lane now: moves what is queued of it. Set once.</summary>
    public Action<TaskCore>? Hastened { get; set; }

    public byte Find(string name)
    {
        int index = Array.IndexOf(names, name);
        return index >= 0
            ? (byte)(index + 1)
            : throw LaneWord.Unknown(name, string.Join(", ", names.Select(static known => $"'{known}'")));
    }

    public string NameOf(byte lane) => names[lane - 1];

    public void Joined(AbortScope task, AbortScope? joiner)
    {
        if (TryHasten(task, joiner, task))
        {
            Announce(task);
        }
    }

    /// <summary>Somebody waits for what the task holds. For the holder of the latch that guards that.</summary>
    /// <returns>Whether <see cref="Announce"/> must be called once the latch is left.</returns>
    public static bool TryHasten(AbortScope? holder, AbortScope? waiter, object held)
        => HasLanes(holder) && holder is TaskCore { Lane: not 0 } task && waiter is TaskCore { Lane: not 0 } other
            && Of(task).TryHasten(task, other, held);

    /// <summary>Moves what is queued of the task, and hastens those it waits for itself.</summary>
    public static void Announce(AbortScope? holder)
    {
        if (holder is TaskCore { Lane: not 0 } task)
        {
            Of(task).Hurry(task, MostLinks);
        }
    }

    /// <summary>The scope has let go of something; it still runs for those that wait for other things of its.</summary>
    public static void LetGo(AbortScope? holder, object held)
    {
        if (HasLanes(holder) && holder is TaskCore { Lane: not 0 } task)
        {
            Of(task).Forget(task, held);
        }
    }

    /// <summary>
    /// Whether the scope's runtime has lanes: a lock of one that has none pays two reads. Asking whether the scope is a
    /// task costs more, as its class has others below it.
    /// </summary>
    public static bool HasLanes(AbortScope? scope) => scope?.Home is TaskHost { Lanes: not null };

    private static TaskLanes Of(TaskCore task) => (TaskLanes)task.Host.Lanes!;

    private bool IsBetter(byte lane, byte than) => ranks[lane - 1] < ranks[than - 1];

    private bool TryHasten(TaskCore task, TaskCore waiter, object reason)
    {
        byte lane = waiter.RunsFor;
        if (!ReferenceEquals(waiter.Host, task.Host) || !IsBetter(lane, task.Lane) || task.HasEnded)
        {
            return false;
        }

        _latch.Enter();
        try
        {
            List<(object Reason, byte Lane)> urgencies = task.Extras().Urgencies ??= [];
            if (!urgencies.Contains((reason, lane)))
            {
                urgencies.Add((reason, lane));
            }

            byte before = task.RunsFor;
            Settle(task, urgencies);
            return task.RunsFor != before;
        }
        catch (OutOfMemoryException)
        {
            // The task runs in its own lane then, which is late and not wrong.
            return false;
        }
        finally
        {
            _latch.Exit();
        }
    }

    private void Forget(TaskCore task, object reason)
    {
        _latch.Enter();
        if (task.Extras().Urgencies is { } urgencies)
        {
            urgencies.RemoveAll(urgency => ReferenceEquals(urgency.Reason, reason));
            Settle(task, urgencies);
        }

        _latch.Exit();
    }

    /// <summary>For the holder of the latch: the task runs for the best of the lanes that wait for it.</summary>
    private void Settle(TaskCore task, List<(object Reason, byte Lane)> urgencies)
    {
        byte best = task.Lane;
        foreach ((_, byte lane) in urgencies)
        {
            best = IsBetter(lane, best) ? lane : best;
        }

        task.RunsFor = best;
    }

    private void Hurry(TaskCore task, int links)
    {
        Hastened?.Invoke(task);
        CallList.Batch batch = default;
        Span<OpenWait> waits = batch;
        int found = Math.Min(task.PeekWaits(waits), waits.Length);
        for (int i = 0; i < found && links > 0; i++)
        {
            // Hastened first and looked at again then: either who lets go sees the reason, or this sees that it is let
            // go.
            WaitBlockers blockers = waits[i].ReadBlockers();
            if (blockers.Scope is TaskCore { Lane: not 0 } next
                && TryHasten(next, task, blockers.Lock ?? next)
                && !ForgetIfLetGo(next, waits[i], blockers.Lock))
            {
                Hurry(next, links - 1);
            }
        }
    }

    private bool ForgetIfLetGo(TaskCore task, OpenWait wait, object? held)
    {
        bool isLetGo = held is not null && !ReferenceEquals(wait.ReadBlockers().Scope, task);
        if (isLetGo)
        {
            Forget(task, held!);
        }

        return isLetGo;
    }
}
