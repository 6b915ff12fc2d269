using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// What the tasks of one runtime share: their scheduler, the register of the live ones, limits and hooks.
/// </summary>
internal sealed partial class TaskHost : Home
{
    /// <summary>Some hundred milliseconds (arbitrary).</summary>
    private const int AttemptsWithoutMemory = 2_000;

    private AtomicFlag _closing;

    /// <param name="runtime">See <see cref="Runtime"/>.</param>
    /// <param name="hooks">See <see cref="Hooks"/>.</param>
    /// <param name="maxTasks">
    /// How many tasks may be alive, exactly; <see cref="int.MaxValue"/> for no such limit.
    /// </param>
    /// <param name="softMaxTasks">The same, roughly, at no cost for each task.</param>
    public TaskHost(object runtime, RuntimeHooks hooks, int maxTasks, int softMaxTasks = int.MaxValue)
    {
        Runtime = runtime;
        Hooks = hooks;
        MaxTasks = maxTasks;
        _softMaxTasks = softMaxTasks;
        Places = maxTasks == int.MaxValue ? null : new TaskPlaces(maxTasks);
        Identity = new RuntimeIdentity(this);
        SynchronizationContext = new LitenSynchronizationContext(this);
        _outside = NewAdmission();
    }

    /// <summary>The <c>Runtime</c> object, which this floor does not know.</summary>
    public object Runtime { get; }

    /// <summary>The runtime whose code is running here, or null outside of every runtime.</summary>
    public static TaskHost? Current => On(Turn.Current);

    /// <summary><see cref="Current"/>, for who has the calling thread's turn in hand.</summary>
    public static TaskHost? On(Turn? turn)
        => (turn?.Home ?? Turn.OwnerOn(turn)?.Home ?? RuntimeIdentity.Current) as TaskHost;

    /// <summary>By what code that has left the runtime's threads finds it.</summary>
    public RuntimeIdentity Identity { get; }

    /// <summary>
    /// The runtime's timer driver, which this floor does not know; <c>TimerDriver.Current</c> does. Set once, before
    /// any task exists.
    /// </summary>
    public object? Timers { get; set; }

    /// <summary>
    /// The runtime's blocking pool, which this floor does not know; <c>BlockingPool.Current</c> does. Set once, before
    /// any task exists.
    /// </summary>
    public object? BlockingPool { get; set; }

    /// <summary>
    /// The lanes of the runtime; null if it has none beside the one for all. Set once, before any task exists.
    /// </summary>
    public ITaskLanes? Lanes { get; set; }

    /// <summary>The runtime's clock, to tell when a task began. Set once, before any task exists.</summary>
    public Clock? Clock { get; set; }

    /// <summary>
    /// Whether each task flows with the ExecutionContext of its code. Set once, before any task exists.
    /// </summary>
    public bool FlowsTask { get; set; }

    /// <summary>Where runnable work goes. Set once, before any task exists.</summary>
    public IScheduler Scheduler { get; set; } = null!;

    public override RuntimeHooks Hooks { get; }

    public Registry<AbortScope> Live { get; } = new();

    public LitenSynchronizationContext SynchronizationContext { get; }

    /// <summary>How many tasks may be alive.</summary>
    public int MaxTasks { get; }

    /// <summary>Room for the live tasks; null if their number has no limit.</summary>
    public TaskPlaces? Places { get; }

    /// <summary>
    /// What runs before the runtime ends; its delegates run in reverse. Set once, before any task exists.
    /// </summary>
    public Func<CancellationToken, LitenTask>? OnShutdown { get; set; }

    /// <summary>Called after a task has ended while the runtime shuts down. Set before <see cref="Close"/>.</summary>
    public Action? TaskEndedWhileClosing { get; set; }

    /// <summary>Tasks that have ended before all their calls.</summary>
    public OutlivedTasks Outlived { get; } = new();

    /// <summary>Whether the runtime shuts down and starts nothing any more.</summary>
    public bool IsClosing => _closing.IsSet;

    /// <summary>A turn for a thread of this runtime.</summary>
    public Turn NewTurn(bool isWorker)
        => new(this, SynchronizationContext, Identity.BaseContext, isWorker ? NewAdmission() : null, Hooks);

    public override void Schedule(WorkItem item, Turn? turn) => Queue(item, turn, behindAll: false);

    public override void Yield(WorkItem item, Turn? turn) => Queue(item, turn, behindAll: true);

    public override void Hasten(WorkItem item)
    {
        if (!Scheduler.RunsAlone)
        {
            base.Hasten(item);
        }
    }

    private void Queue(WorkItem item, Turn? turn, bool behindAll)
    {
        bool isQueued;
        try
        {
            isQueued = behindAll ? Scheduler.Yield(item, turn) : Scheduler.Schedule(item, turn);
        }
        catch (OutOfMemoryException)
        {
            isQueued = ScheduleWithoutMemory(item, turn);
        }

        if (!isQueued)
        {
            GoOnAfterTheEnd(item);
        }
    }

    /// <summary>
    /// The runtime has ended. A task of its was given up and never goes on; nothing else is cut off.
    /// </summary>
    public static void GoOnAfterTheEnd(WorkItem item)
    {
        if (item.Owner is not { IsGivenUp: true })
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    /// <summary>
    /// A wake-up has no one who could try it again, and its task would wait for ever: it waits here until a queue has
    /// room. Other threads make room by taking items.
    /// </summary>
    private bool ScheduleWithoutMemory(WorkItem item, Turn? turn)
    {
        Backoff backoff = default;
        for (int attempt = 0; ; attempt++)
        {
            backoff.Wait();
            try
            {
                return Scheduler.Schedule(item, turn);
            }
            catch (OutOfMemoryException) when (attempt < AttemptsWithoutMemory)
            {
                // Once more.
            }
        }
    }

    /// <summary>Stops admitting tasks.</summary>
    /// <returns>False if that was done before.</returns>
    public bool Close()
    {
        bool isFirst = _closing.TrySet();

        // Pairs with the registry's store and the read of IsClosing by a worker that spawns, which has no fence between
        // the two: from here on either that store is visible to this thread, or that read sees the end.
        AsymmetricFence.OnEveryProcessor();
        Places?.Close();
        return isFirst;
    }

    /// <summary>Makes a task one of the live ones.</summary>
    /// <param name="task">The task.</param>
    /// <param name="turn">The calling thread's turn.</param>
    /// <param name="hasPlace">Whether a place was taken for it, where their number is limited.</param>
    /// <returns>False if it comes from outside and the runtime drains.</returns>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    public bool TryAdmit(TaskCore task, Turn? turn, bool hasPlace)
        => Places is null ? TryRegister(task, turn) : TryRegisterBelowLimit(task, turn, Places, hasPlace);

    /// <summary>A task has ended; its handle completes right after this.</summary>
    /// <returns>Whether <see cref="HasEndedOutside"/> must be called then.</returns>
    public bool Retire(TaskCore task, int slot, Turn? turn)
    {
        bool isOutside = !IsWorker(turn);
        if (isOutside)
        {
            _outsideFields.Ending.Add(1);
            _outsideFields.Completed.Add(1);
        }
        else
        {
            turn!.Admission!.Counters.CountCompletion();
        }

        Live.Remove(slot);

        Places?.Return();
        if (Hooks.OnTaskTerminate is not null)
        {
            Hooks.TaskTerminated(task.Describe());
        }

        return isOutside;
    }

    private bool TryRegisterBelowLimit(TaskCore task, Turn? turn, TaskPlaces places, bool hasPlace)
    {
        if (!hasPlace && !places.TryTake())
        {
            throw TaskLimitExceededException.OfRuntime(MaxTasks);
        }

        bool isRegistered = false;
        try
        {
            isRegistered = TryRegister(task, turn);
        }
        finally
        {
            // Refused, or memory is full: a task that never was must not count.
            if (!isRegistered)
            {
                places.Return();
            }
        }

        return isRegistered;
    }

    private bool TryRegister(TaskCore task, Turn? turn)
    {
        if (!IsWorker(turn))
        {
            return TryRegisterFromOutside(task);
        }

        turn.Admission!.Admit(task);
        return true;
    }

    /// <summary>A thread that is no worker may run code of this runtime all the same, such as a job.</summary>
    private bool TryRegisterFromOutside(TaskCore task)
    {
        _outsideFields.Latch.Enter();
        try
        {
            if (_isDraining && Current != this)
            {
                return false;
            }

            _outside.Now = Clock?.CoarseNanoseconds ?? 0;
            _outside.Admit(task);
            return true;
        }
        finally
        {
            _outsideFields.Latch.Exit();
        }
    }

    private bool IsWorker([NotNullWhen(true)] Turn? turn)
        => turn is { IsWorker: true } && ReferenceEquals(turn.Home, this);
}
