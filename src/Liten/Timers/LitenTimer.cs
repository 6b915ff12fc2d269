namespace Liten;

/// <summary>
/// A timer of <see cref="LitenTimeProvider"/>, in the order of its life: armed, expired, queued, its callback run,
/// disposed. It is its own work item, so that firing allocates nothing.
/// </summary>
/// <remarks>
/// <para>
/// The driver's latch guards all state. Therefore <see cref="Change"/> and <see cref="Dispose"/> replace the whole
/// plan, also a callback that is queued and has not begun: no callback of the old plan begins afterwards.
/// </para>
/// <para>
/// A timer that expires again while its callback still runs may run it concurrently, as in .NET. One that expires again
/// before the callback has begun runs it once, so that a busy runtime gathers no backlog.
/// </para>
/// <para>
/// A timer outlives its runtime. From <see cref="TimerDriver.Close"/> on, .NET's timers make it expire, with their
/// precision of some milliseconds, and the callback runs on the ThreadPool. Everything else stays as said here.
/// </para>
/// </remarks>
internal sealed class LitenTimer(TaskHost host, TimerCallback callback, object? state) : WorkItem, ITimer
{
    /// <summary>What few timers need, made on demand.</summary>
    private Extras? _extras = Extras.OfContext(FlowContext.Capture());

    /// <summary>
    /// The exact time of the current expiry. The next one is counted from it: rounding to ticks does not add up.
    /// </summary>
    private long _deadline;

    /// <summary>The timer's number in the wheel, where it was last armed.</summary>
    private int _number;
    private int _runningCallbacks;
    private bool _isDue;
    private bool _isQueued;
    private bool _isDisposed;

    private TimerDriver Driver => TimerDriver.Of(host);

    /// <summary>Replaces the due time and the period.</summary>
    /// <param name="dueTime">
    /// From now: zero is at once, infinite is never. At most <see cref="uint.MaxValue"/> - 1 milliseconds. For what
    /// is below zero see <see cref="LitenTimeProvider.CreateTimer"/>.
    /// </param>
    /// <param name="period">Between callbacks: zero or infinite is one callback only. The same range.</param>
    /// <returns>False if the timer was disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A time is -2 milliseconds or less, or more than the maximum by a millisecond.
    /// </exception>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        return Start(
            LitenTimeProvider.Understand(dueTime, nameof(dueTime)),
            LitenTimeProvider.Understand(period, nameof(period)));
    }

    /// <summary>The same for times that are zero or more, or infinite: there is no maximum.</summary>
    public bool Start(TimeSpan dueTime, TimeSpan period)
    {
        if (!TryPlan(dueTime, period, out bool movedUp, out bool mustQueue, out SystemTimer? successor))
        {
            return false;
        }

        if (movedUp)
        {
            Driver.AnnounceEarlierDeadline();
        }

        if (mustQueue)
        {
            Queue();
        }

        successor?.Start(dueTime, period);
        return true;
    }

    /// <summary>The wheel has handed the timer out: for the holder of the driver's latch.</summary>
    /// <returns>Whether <see cref="Queue"/> must be called outside the latch.</returns>
    public bool TryExpireUnsynchronized(long now, out bool movedUp)
    {
        movedUp = false;
        if (_extras is { Period: > 0 and var period })
        {
            // Missed expiries are skipped, and the others keep their rhythm. The time was read by the calling thread:
            // it can be a little behind the time to which another thread moved the wheel.
            long missed = Math.Max(0, now - _deadline) / period;
            _deadline = Nanoseconds.After(_deadline, (missed + 1) * period);
            _number = Driver.ArmUnsynchronized(_deadline, this, out movedUp);
        }

        _isDue = true;
        bool mustQueue = !_isQueued;
        _isQueued = true;
        return mustQueue;
    }

    /// <summary>
    /// The driver has closed and taken the timer out of the wheel: .NET's timers go on with the rest of its plan,
    /// unless that was replaced meanwhile.
    /// </summary>
    public void HandOver()
    {
        SystemTimer? successor = null;
        Driver.Latch.Enter();
        TimeSpan remaining = Nanoseconds.ToTimeSpan(Math.Max(0, _deadline - Driver.Clock.Nanoseconds));
        TimeSpan period = Nanoseconds.ToTimeSpan(_extras?.Period ?? 0);
        if (!_isDisposed && _extras?.Successor is null)
        {
            successor = SucceedUnsynchronized();
        }

        Driver.Latch.Exit();
        successor?.Start(remaining, period);
    }

    /// <summary>A .NET timer has fired for this one.</summary>
    /// <returns>Whether the callback must run: the firing timer's plan is still the current one.</returns>
    public bool TryExpire(SystemTimer successor)
    {
        Driver.Latch.Enter();
        bool isCurrent = _extras?.Successor == successor;
        _isDue |= isCurrent;
        Driver.Latch.Exit();
        return isCurrent;
    }

    /// <summary>Has the callback run on the runtime or, when that has ended, on the ThreadPool.</summary>
    /// <param name="givesWay">Whether it runs behind what is queued already.</param>
    public void Queue(bool givesWay = false)
    {
        Turn? turn = Turn.Current;
        bool isQueued = givesWay ? host.Scheduler.Yield(this, turn) : host.Scheduler.Schedule(this, turn);
        if (!isQueued)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        if (!TryBeginCallback())
        {
            return null;
        }

        turn?.Enter(null);
        FlowContext.Enter(_extras?.Context);
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            host.Hooks.Unhandled(exception, null, "the callback of a timer");
        }

        EndCallback();
        return null;
    }

    public void Dispose() => Close();

    /// <summary>
    /// Disposes the timer and completes when no callback runs any more. A callback must not block on it for its own
    /// timer.
    /// </summary>
    public ValueTask DisposeAsync() => Close() is { } lastCallbackDone ? new ValueTask(lastCallbackDone) : default;

    private Task? Close()
    {
        SystemTimer? successor = null;
        Driver.Latch.Enter();
        try
        {
            _isDisposed = true;
            _isDue = false;
            Driver.DisarmUnsynchronized(_number, this);
            if (_extras is { } extras)
            {
                (successor, extras.Successor) = (extras.Successor, null);
            }

            return _runningCallbacks == 0 ? null : (MakeExtras().LastCallbackDone ??= NewCompletion()).Task;
        }
        finally
        {
            Driver.Latch.Exit();
            successor?.Stop();
        }
    }

    private bool TryPlan(
        TimeSpan dueTime, TimeSpan period, out bool movedUp, out bool mustQueue, out SystemTimer? successor)
    {
        long now = Driver.Clock.Nanoseconds;
        movedUp = false;
        mustQueue = false;
        successor = null;
        Driver.Latch.Enter();
        try
        {
            if (_isDisposed)
            {
                return false;
            }

            _isDue = false;
            if (Driver.IsClosedUnsynchronized)
            {
                successor = SucceedUnsynchronized();
            }
            else
            {
                mustQueue = ArmUnsynchronized(now, dueTime, period, out movedUp);
            }

            return true;
        }
        finally
        {
            Driver.Latch.Exit();
        }
    }

    private SystemTimer SucceedUnsynchronized()
        => MakeExtras().Successor = new SystemTimer(this, before: _extras!.Successor);

    private Extras MakeExtras() => _extras ??= new Extras();

    private bool ArmUnsynchronized(long now, TimeSpan dueTime, TimeSpan period, out bool movedUp)
    {
        movedUp = false;
        if (period > TimeSpan.Zero)
        {
            MakeExtras().Period = Nanoseconds.In(period);
        }
        else if (_extras is { } extras)
        {
            extras.Period = 0;
        }

        _deadline = Nanoseconds.After(now, Nanoseconds.In(dueTime));
        if (dueTime > TimeSpan.Zero)
        {
            _number = Driver.RearmUnsynchronized(_number, _deadline, this, out movedUp);
            return false;
        }

        Driver.DisarmUnsynchronized(_number, this);
        return dueTime == TimeSpan.Zero && TryExpireUnsynchronized(now, out movedUp);
    }

    private bool TryBeginCallback()
    {
        Driver.Latch.Enter();
        _isQueued = false;
        bool mustRun = _isDue;
        _isDue = false;
        _runningCallbacks += mustRun ? 1 : 0;
        Driver.Latch.Exit();
        return mustRun;
    }

    private void EndCallback()
    {
        Driver.Latch.Enter();
        _runningCallbacks--;
        TaskCompletionSource? lastCallbackDone = _runningCallbacks == 0 ? _extras?.LastCallbackDone : null;
        Driver.Latch.Exit();
        lastCallbackDone?.SetResult();
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What few timers need, made on demand. Guarded as the timer is, by the driver's latch.</summary>
    internal sealed class Extras
    {
        /// <summary>The context of the code that made the timer, for its callback; null is the default one.</summary>
        public ExecutionContext? Context { get; private init; }

        /// <summary>Nanoseconds between expiries; zero for a timer that expires once.</summary>
        public long Period { get; set; }

        public TaskCompletionSource? LastCallbackDone { get; set; }

        /// <summary>
        /// The current plan once the driver has closed; null before, and in a timer that was not armed then.
        /// </summary>
        public SystemTimer? Successor { get; set; }

        public static Extras? OfContext(ExecutionContext? context)
            => context is null ? null : new Extras { Context = context };
    }
}
