using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// What the tasks of one runtime share: their scheduler, the register of the live ones, limits and hooks.
/// </summary>
internal sealed partial class TaskHost : Home
{
    private readonly int _maxTasks;

    /// <summary>Serves the threads that are no workers of this runtime, one at a time.</summary>
    private readonly Admission _outside;
    private OutsideFields _outsideFields;
    private AtomicCounter _limitedTasks;
    private AtomicFlag _closing;

    public TaskHost(object runtime, RuntimeHooks hooks, int maxTasks)
    {
        Runtime = runtime;
        Hooks = hooks;
        _maxTasks = maxTasks;
        Identity = new RuntimeIdentity(this);
        SynchronizationContext = new LitenSynchronizationContext(this);
        _outside = NewAdmission();
    }

    /// <summary>The <c>Runtime</c> object, which this floor does not know.</summary>
    public object Runtime { get; }

    /// <summary>The runtime whose code is running here, or null outside of every runtime.</summary>
    public static TaskHost? Current
        => (Turn.Current?.Home ?? Turn.CurrentOwner?.Home ?? RuntimeIdentity.Current) as TaskHost;

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

    /// <summary>Where runnable work goes. Set once, before any task exists.</summary>
    public IScheduler Scheduler { get; set; } = null!;

    public override RuntimeHooks Hooks { get; }

    public Registry<AbortScope> Live { get; } = new();

    public LitenSynchronizationContext SynchronizationContext { get; }

    /// <summary>Called after a task has ended while the runtime shuts down. Set before <see cref="Close"/>.</summary>
    public Action? TaskEndedWhileClosing { get; set; }

    /// <summary>Tasks that have ended before all their calls.</summary>
    public OutlivedTasks Outlived { get; } = new();

    /// <summary>
    /// Whether a thread that is no worker of this runtime is just ending a task, which is not among the live ones any
    /// more.
    /// </summary>
    public bool IsEndingOutside => _outsideFields.Ending.Value > 0;

    /// <summary>Whether the runtime shuts down and starts nothing any more.</summary>
    public bool IsClosing => _closing.IsSet;

    /// <summary>Tasks that were started by threads that are no workers of this runtime.</summary>
    public long SpawnedOutside => _outside.Counters.Spawned;

    public long CompletedOutside => _outsideFields.Completed.Value;

    /// <summary>Continuations that came back to the runtime from a thread of the ThreadPool.</summary>
    public long ThreadPoolReturns => _outsideFields.ThreadPoolReturns.Value;

    /// <summary>What a worker needs to admit tasks.</summary>
    public Admission NewAdmission() => new(Live, new WorkerCounters());

    /// <summary>A turn for a thread of this runtime.</summary>
    public Turn NewTurn(bool isWorker) => new(this, SynchronizationContext, isWorker ? NewAdmission() : null, Hooks);

    /// <summary>Stops admitting tasks.</summary>
    /// <returns>False if that was done before.</returns>
    public bool Close()
    {
        bool isFirst = _closing.TrySet();

        // Pairs with the registry's store and the read of IsClosing by a worker that spawns, which has no fence between
        // the two: from here on either that store is visible to this thread, or that read sees the end.
        AsymmetricFence.OnEveryProcessor();
        return isFirst;
    }

    /// <summary>Called when foreign code resumes something here: counts it if it comes from the ThreadPool.</summary>
    public override void CountForeignReturn()
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            _outsideFields.ThreadPoolReturns.Add(1);
        }
    }

    /// <summary>Makes a task one of the live ones.</summary>
    /// <param name="task">The task.</param>
    /// <param name="turn">The calling thread's turn.</param>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    public void Admit(TaskCore task, Turn? turn)
    {
        if (_maxTasks == int.MaxValue)
        {
            Register(task, turn);
        }
        else
        {
            RegisterBelowLimit(task, turn);
        }
    }

    /// <summary>
    /// Gives back some of the memory that a peak of live tasks has taken: for a worker that has nothing else to do.
    /// </summary>
    /// <returns>Whether another call may give back more.</returns>
    public bool Tidy(Admission own)
    {
        bool more = own.Tidy();
        if (_outside.IsLarge && _outsideFields.Latch.TryEnter())
        {
            more |= _outside.Tidy();
            _outsideFields.Latch.Exit();
        }

        return more;
    }

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

        if (_maxTasks != int.MaxValue)
        {
            _limitedTasks.Add(-1);
        }

        if (Hooks.OnTaskTerminate is not null)
        {
            Hooks.TaskTerminated(task.Describe());
        }

        return isOutside;
    }

    /// <summary>The handle of a task that was ended by a thread which is no worker is complete.</summary>
    public void HasEndedOutside() => _outsideFields.Ending.Add(-1);

    private void RegisterBelowLimit(TaskCore task, Turn? turn)
    {
        if (!_limitedTasks.TryIncrementBelow(_maxTasks))
        {
            throw new TaskLimitExceededException(_maxTasks);
        }

        try
        {
            Register(task, turn);
        }
        catch
        {
            // Memory is full, and a task that never was must not count.
            _limitedTasks.Add(-1);
            throw;
        }
    }

    private void Register(TaskCore task, Turn? turn)
    {
        if (IsWorker(turn))
        {
            turn.Admission!.Admit(task);
            return;
        }

        _outsideFields.Latch.Enter();
        try
        {
            _outside.Admit(task);
        }
        finally
        {
            _outsideFields.Latch.Exit();
        }
    }

    private bool IsWorker([NotNullWhen(true)] Turn? turn)
        => turn is { IsWorker: true } && ReferenceEquals(turn.Home, this);

    /// <summary>
    /// What threads that are no workers write. Padded against false sharing: workers read the neighbours at every task.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct OutsideFields
    {
        /// <summary>Guards the one admission that serves them all.</summary>
        [FieldOffset(128)]
        public SpinLatch Latch;

        /// <summary>Tasks that have ended on them.</summary>
        [FieldOffset(136)]
        public AtomicCounter Completed;

        /// <summary>Tasks that they are just ending.</summary>
        [FieldOffset(152)]
        public AtomicCounter Ending;

        /// <summary>Continuations that came back from a thread of the ThreadPool.</summary>
        [FieldOffset(144)]
        public AtomicCounter ThreadPoolReturns;
    }
}
