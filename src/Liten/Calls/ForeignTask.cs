using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>A task of .NET's that code of Liten's waits for: those waits, and who hears of a late exception.</summary>
/// <remarks>
/// <para>
/// One for each such task, however many waits there are. So it has one continuation there, and a wait that ends early
/// leaves nothing behind. It lives as long as the task.
/// </para>
/// <code>
/// field         written by                        read by     under
/// _waits        waits that begin or end early,    the same    _latch
///               the task's completer
/// _hasEnded     the task's completer              the same    _latch
/// _isSettled    who takes the outcome             the same    _latch
/// _hooks, ..    the first wait that ends early    the report  _latch; the report comes after
/// </code>
/// </remarks>
internal sealed class ForeignTask : IThreadPoolWorkItem
{
    private static readonly ConditionalWeakTable<Task, ForeignTask> s_all = [];
    private static readonly CompleterContext s_completer = new();

    private readonly Task _task;
    private SpinLatch _latch;
    private IntrusiveList<IForeignWait> _waits;
    private bool _hasEnded;
    private bool _isSettled;
    private RuntimeHooks? _hooks;
    private TaskInfo? _asker;

    private ForeignTask(Task task) => _task = task;

    /// <summary>The one that stands for the task.</summary>
    public static ForeignTask Of(Task task)
    {
        if (s_all.TryGetValue(task, out ForeignTask? known))
        {
            return known;
        }

        // Connected before it is known, so that nobody waits at one that could not be. Where two threads come at once
        // one of the two stays unused.
        var foreign = new ForeignTask(task);
        foreign.Connect();
        return s_all.GetOrAdd(task, foreign);
    }

    /// <summary>Has the wait ended when the task ends.</summary>
    /// <returns>False if the task has ended; then the wait gets its outcome at once.</returns>
    public bool TryAdd(IForeignWait wait)
    {
        _latch.Enter();
        bool waits = !_hasEnded;
        if (waits)
        {
            _waits.AddLast(wait);
        }
        else
        {
            _isSettled = true;
        }

        _latch.Exit();
        return waits;
    }

    /// <summary>Takes a wait out that its call does not begin after all.</summary>
    public void Forget(IForeignWait wait)
    {
        _latch.Enter();
        _waits.Remove(wait);
        _latch.Exit();
    }

    /// <summary>
    /// A wait has ended early, or has not even begun: nobody may see an exception of the task any more.
    /// </summary>
    /// <param name="wait">The wait, if it was added.</param>
    /// <param name="hooks">Hear of the exception.</param>
    /// <param name="asker">The task that has waited, or null.</param>
    public void EndEarly(IForeignWait? wait, RuntimeHooks hooks, TaskInfo? asker)
    {
        _latch.Enter();
        if (wait is not null)
        {
            _waits.Remove(wait);
        }

        if (_hooks is null)
        {
            _hooks = hooks;
            _asker = asker;
        }

        bool isLate = IsLateUnsynchronized();
        _latch.Exit();
        if (isLate)
        {
            Report();
        }
    }

    /// <summary>The late exception, on a thread that belongs to nobody.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        AggregateException thrown = _task.Exception!;
        Exception exception = thrown.InnerExceptions.Count == 1 ? thrown.InnerException! : thrown;
        if (exception is not OperationCanceledException)
        {
            _hooks!.Unhandled(exception, _asker, "a foreign task whose wait was aborted");
        }
    }

    /// <summary>Has <see cref="End"/> called once, by the thread that completes the task.</summary>
    private void Connect()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(s_completer);
        try
        {
            _task.GetAwaiter().UnsafeOnCompleted(End);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>The task has ended. Wakes what waits, and runs nothing of it.</summary>
    private void End()
    {
        while (TakeClaimed() is { } wait)
        {
            wait.End();
        }
    }

    /// <summary>One at a time: the latch is held for a few instructions, however many wait.</summary>
    private IForeignWait? TakeClaimed()
    {
        IForeignWait? claimed = null;
        _latch.Enter();
        _hasEnded = true;
        while (claimed is null && _waits.TryRemoveFirst(out IForeignWait? wait))
        {
            claimed = wait.TryClaim() ? wait : null;
        }

        _isSettled |= claimed is not null;
        bool isLate = IsLateUnsynchronized();
        _latch.Exit();
        if (isLate)
        {
            Report();
        }

        return claimed;
    }

    /// <summary>
    /// Whether the task has ended after its waits had. True once, and never where a wait has got the outcome.
    /// </summary>
    private bool IsLateUnsynchronized()
    {
        bool isLate = _hasEnded && !_isSettled && _waits.IsEmpty && _hooks is not null;
        _isSettled |= isLate;
        return isLate;
    }

    /// <summary>A hook is foreign code, and neither a completer nor an aborter runs that.</summary>
    private void Report()
    {
        if (_task.IsFaulted)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>
    /// Captured by the one continuation: .NET then calls it on the completer's stack, whatever context or scheduler
    /// that one has, and needs no thread of the pool's.
    /// </summary>
    private sealed class CompleterContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
