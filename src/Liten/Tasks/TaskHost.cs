using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>What the tasks of one runtime share: their scheduler, the register of the live ones, limits and hooks.</summary>
internal sealed class TaskHost
{
    private static AtomicCounter s_lastId;

    private readonly int _maxTasks;

    /// <summary>Serves the threads that are no workers of this runtime, one at a time.</summary>
    private readonly ThreadContext _outside;
    private OutsideFields _outsideFields;
    private AtomicCounter _limitedTasks;
    private AtomicFlag _closing;

    public TaskHost(object runtime, RuntimeHooks hooks, int maxTasks)
    {
        Runtime = runtime;
        Hooks = hooks;
        _maxTasks = maxTasks;
        SynchronizationContext = new LitenSynchronizationContext(this);
        _outside = new ThreadContext(this, isWorker: false);
    }

    /// <summary>The <c>Runtime</c> object, which this floor does not know.</summary>
    public object Runtime { get; }

    /// <summary>The runtime whose code is running here, or null outside of every runtime.</summary>
    public static TaskHost? Current => ThreadContext.Current?.Host ?? TaskIdentity.Current?.Host;

    /// <summary>The runtime's timer driver, which this floor does not know; <c>TimerDriver.Current</c> does. Set once, before any task exists.</summary>
    public object? Timers { get; set; }

    /// <summary>The runtime's blocking pool, which this floor does not know; <c>BlockingPool.Current</c> does. Set once, before any task exists.</summary>
    public object? BlockingPool { get; set; }

    /// <summary>Where runnable work goes. Set once, before any task exists.</summary>
    public IScheduler Scheduler { get; set; } = null!;

    public RuntimeHooks Hooks { get; }

    public Registry<JoinHandle> Live { get; } = new();

    public LitenSynchronizationContext SynchronizationContext { get; }

    /// <summary>Called after a task has ended while the runtime shuts down. Set before <see cref="Close"/>.</summary>
    public Action? TaskEndedWhileClosing { get; set; }

    /// <summary>Whether the runtime shuts down and starts nothing any more.</summary>
    public bool IsClosing => _closing.IsSet;

    /// <summary>Tasks that were started by threads that are no workers of this runtime.</summary>
    public long SpawnedOutside => _outside.Counters.Spawned;

    public long CompletedOutside => _outsideFields.Completed.Value;

    /// <summary>Continuations that came back to the runtime from a thread of the ThreadPool.</summary>
    public long ThreadPoolReturns => _outsideFields.ThreadPoolReturns.Value;

    /// <summary>Takes the next block of ids for the calling thread; the ids end before the returned one.</summary>
    public static long ReserveIds(int count) => s_lastId.Add(count) + 1;

    /// <summary>Stops admitting tasks.</summary>
    /// <returns>False if that was done before.</returns>
    public bool Close() => _closing.TrySet();

    /// <summary>Called when foreign code resumes something here: counts it if it comes from the ThreadPool.</summary>
    public void CountForeignReturn()
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            _outsideFields.ThreadPoolReturns.Add(1);
        }
    }

    /// <summary>Makes a task one of the live ones.</summary>
    /// <param name="task">The task.</param>
    /// <param name="thread">The calling thread's context.</param>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    public void Admit(JoinHandle task, ThreadContext? thread)
    {
        if (_maxTasks == int.MaxValue)
        {
            Register(task, thread);
        }
        else
        {
            RegisterBelowLimit(task, thread);
        }
    }

    /// <summary>A task has ended; its handle completes right after this.</summary>
    public void Retire(JoinHandle task, int slot, ThreadContext? thread)
    {
        Live.Remove(slot);
        if (IsWorker(thread))
        {
            thread.Counters.CountCompletion();
        }
        else
        {
            _outsideFields.Completed.Add(1);
        }

        if (_maxTasks != int.MaxValue)
        {
            _limitedTasks.Add(-1);
        }

        if (Hooks.OnTaskTerminate is not null)
        {
            Hooks.TaskTerminated(task.Describe());
        }
    }

    private void RegisterBelowLimit(JoinHandle task, ThreadContext? thread)
    {
        if (!_limitedTasks.TryIncrementBelow(_maxTasks))
        {
            throw new TaskLimitExceededException(_maxTasks);
        }

        try
        {
            Register(task, thread);
        }
        catch
        {
            // Memory is full, and a task that never was must not count.
            _limitedTasks.Add(-1);
            throw;
        }
    }

    private void Register(JoinHandle task, ThreadContext? thread)
    {
        if (IsWorker(thread))
        {
            thread.Admit(task);
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

    private bool IsWorker([NotNullWhen(true)] ThreadContext? thread) => thread is { IsWorker: true } && thread.Host == this;
}
