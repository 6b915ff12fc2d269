namespace Liten;

/// <summary>
/// The lanes of a runtime as its tasks know them: names, and which lane is better. And who runs for a better lane than
/// its own, because that waits for it; see "Inversion" in src/Liten/Lanes/README.md.
/// </summary>
/// <remarks>
/// A lane's number begins at 1: 0 is the number of a task in a runtime without lanes.
/// <code>
/// field                  written by                  read by                     under
/// TaskCore._place        who hastens, who lets go    who queues the task         the latch; reads: Volatile
/// TaskExtras.Urgencies   who hastens, who lets go    the same                    the latch
/// </code>
/// The latch may be entered inside that of a lock, and nothing else is entered inside of it.
/// </remarks>
/// <param name="names">The names, in the order of the numbers.</param>
/// <param name="ranks">For each lane how good it is: the lower the better.</param>
internal sealed class TaskLanes(string[] names, int[] ranks)
{
    /// <summary>The lane of tasks that have no other.</summary>
    public const byte Default = 1;

    /// <summary>The name of that lane.</summary>
    public const string DefaultName = "default";

    /// <summary>
    /// How long a chain of waits is followed: longer ones are rare, and a circle must end (arbitrary).
    /// </summary>
    private const int MostLinks = 16;

    // In the word of a task that would name its worker in a runtime without work stealing: a sign that it does not, the
    // lane that pays, the lane.
    private const int IsLaneMask = 0xC000;
    private const int IsLane = 0x8000;
    private const int LaneMask = 0x7F;
    private const int PayerShift = 7;

    private SpinLatch _latch;

    /// <summary>Told of each task that runs for a better lane now: moves what is queued of it. Set once.</summary>
    public Action<TaskCore>? Hastened { get; set; }

    /// <summary>The lane of a task in its word; 0 if that is no lane.</summary>
    public static byte LaneIn(short place) => (byte)((place & IsLaneMask) == IsLane ? place & LaneMask : 0);

    /// <summary>The lane that pays for a task; 0 if it has no lane.</summary>
    public static byte PayerIn(short place)
        => (byte)((place & IsLaneMask) == IsLane ? (place >> PayerShift) & LaneMask : 0);

    /// <summary>The word of a task of the given lane, for which another one may pay.</summary>
    public static short PlaceOf(byte lane, byte payer) => unchecked((short)(IsLane | (payer << PayerShift) | lane));

    /// <summary>The lane a new task belongs to.</summary>
    /// <exception cref="ArgumentException">There is no lane of that name.</exception>
    public byte LaneOf(string? name, TaskCore? parent, TaskHost host)
        => name is not null ? Find(name)
            : parent is not null && ReferenceEquals(parent.Host, host) ? parent.Lane
            : Default;

    public string NameOf(byte lane) => names[lane - 1];

    /// <summary>For a runtime without lanes: refuses all names but one.</summary>
    /// <exception cref="ArgumentException">The name is another.</exception>
    public static void RefuseUnknown(string name)
    {
        if (name != DefaultName)
        {
            throw Unknown(name, $"only the one called '{DefaultName}'");
        }
    }

    /// <summary>
    /// Somebody waits for the task's end. If that is code of a better lane, the task runs for it from here on.
    /// </summary>
    public void Joined(TaskCore task, AbortScope? joiner)
    {
        if (joiner is TaskCore waiter && TryHasten(task, waiter, waiter))
        {
            Hurry(task, MostLinks);
        }
    }

    /// <summary>Somebody waits for what the task holds. For the holder of the latch that guards that.</summary>
    /// <returns>Whether <see cref="Announce"/> must be called once the latch is left.</returns>
    public static bool TryHasten(AbortScope? holder, AbortScope? waiter, object held)
        => holder is TaskCore { Lane: not 0 } task && waiter is TaskCore { Lane: not 0 } other
            && task.Host.Lanes!.TryHasten(task, other, held);

    /// <summary>Moves what is queued of the task, and hastens those it waits for itself.</summary>
    public static void Announce(AbortScope? holder)
    {
        if (holder is TaskCore { Lane: not 0 } task)
        {
            task.Host.Lanes!.Hurry(task, MostLinks);
        }
    }

    /// <summary>The scope has let go of something; it still runs for those that wait for other things of its.</summary>
    public static void LetGo(AbortScope? holder, object held)
    {
        if (holder is TaskCore { Lane: not 0 } task && task.RunsFor != task.Lane)
        {
            task.Host.Lanes!.Forget(task, held);
        }
    }

    private bool IsBetter(byte lane, byte than) => ranks[lane - 1] < ranks[than - 1];

    private byte Find(string name)
    {
        int index = Array.IndexOf(names, name);
        return index >= 0
            ? (byte)(index + 1)
            : throw Unknown(name, string.Join(", ", names.Select(static known => $"'{known}'")));
    }

    private static ArgumentException Unknown(string name, string known)
        => new($"The runtime has no lane '{name}', but {known}.");

    private bool TryHasten(TaskCore task, TaskCore waiter, object reason)
    {
        byte lane = waiter.RunsFor;
        if (!ReferenceEquals(waiter.Host, task.Host) || !IsBetter(lane, task.RunsFor) || task.HasEnded)
        {
            return false;
        }

        _latch.Enter();
        try
        {
            (task.Extras().Urgencies ??= []).Add((reason, lane));
            Settle(task, task.Extras().Urgencies!);
            return true;
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
                && TryHasten(next, task, blockers.Lock ?? task)
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
