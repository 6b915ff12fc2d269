namespace Liten;

/// <summary>Waiting for time to pass, on the timers of the current runtime.</summary>
public static class Time
{
    /// <summary>Waits for a time, without holding a thread.</summary>
    /// <param name="duration">
    /// How long, in any unit a <see cref="TimeSpan"/> can express. Zero or less completes at once but still lets other
    /// ready tasks run first, as <see cref="LitenTask.Yield"/> does.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> never ends by itself. Nor does, for practical purposes,
    /// anything above 292 years.
    /// </param>
    /// <param name="cancellationToken">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The wait; await it once.</returns>
    /// <remarks>
    /// <para>
    /// Precision: a sleep never ends early. It is rounded up to the runtime's timer tick of 65.5 microseconds. What it
    /// takes beyond that is the time until a worker is free. Where all workers but the one that begins the sleep are
    /// asleep, and that one computes on without a wait, another one notices within 10 milliseconds.
    /// </para>
    /// <para>Thread safety: may be called by any code that runs on a runtime.</para>
    /// <para>
    /// Cancellation: a token that is already cancelled, or an abort of the calling task, ends the wait before it
    /// begins, also one of zero. Cancelling a wait takes its timer out of the runtime at once.
    /// </para>
    /// <para>
    /// Fairness: sleeps end in order of their deadlines, and those of one tick in the order in which they began.
    /// </para>
    /// <example>
    /// <code>
    /// static async LitenTask PollAsync(CancellationToken cancellationToken)
    /// {
    ///     while (!await IsReadyAsync())
    ///     {
    ///         await Time.Sleep(TimeSpan.FromMilliseconds(50), cancellationToken);
    ///     }
    /// }
    /// </code>
    /// </example>
    /// </remarks>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="OperationCanceledException">
    /// When awaited: the token was cancelled before the time was over.
    /// </exception>
    /// <exception cref="TaskAbortedException">
    /// When awaited: the waiting task was aborted, or the runtime has ended.
    /// </exception>
    public static LitenTask Sleep(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        TimerDriver driver = TimerDriver.Current ?? throw NoRuntime("Time.Sleep", "Task.Delay");
        return driver.Sleeps.Sleep(duration, cancellationToken);
    }

    /// <summary>Runs an operation that may take so long and no longer.</summary>
    /// <param name="limit">
    /// From zero to 4,294,967,294 milliseconds (49 days), or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>
    /// for no limit. It counts from the moment when the operation suspends for the first time. With zero, an operation
    /// may only do what it does without suspending.
    /// </param>
    /// <param name="operation">
    /// What to run, at once and on the caller's stack. Its token is cancelled when the time is over.
    /// </param>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The operation's result; await it once.</returns>
    /// <remarks>
    /// <para>
    /// The wait ends when the operation has ended, so that nothing of it goes on behind the caller's back: its
    /// <c>finally</c> blocks have run when the <see cref="TimeoutException"/> is thrown. Therefore an operation that
    /// ignores its token is waited for, and what it returns in spite of the timeout is returned and not lost.
    /// </para>
    /// <para>Precision: as that of <see cref="Sleep"/>. The token is cancelled on a worker of the runtime.</para>
    /// <para>Thread safety: may be called by any code that runs on a runtime.</para>
    /// <para>
    /// Cancellation: an abort of the calling task reaches the operation's own waits and passes through as it is.
    /// </para>
    /// <example>
    /// <code>
    /// static LitenTask&lt;string&gt; AskAsync(OneshotReceiver&lt;string&gt; answer)
    ///     =&gt; Time.Timeout(TimeSpan.FromSeconds(2), async token =&gt; await answer.ReceiveAsync(token));
    /// </code>
    /// </example>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative or too long.</exception>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="TimeoutException">
    /// When awaited: the time was over, and the operation ended as cancelled.
    /// </exception>
    public static LitenTask<T> Timeout<T>(TimeSpan limit, Func<CancellationToken, LitenTask<T>> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Timeout(limit, operation, static (operation, token) => operation(token));
    }

    /// <inheritdoc cref="Timeout{T}(TimeSpan, Func{CancellationToken, LitenTask{T}})"/>
    public static LitenTask Timeout(TimeSpan limit, Func<CancellationToken, LitenTask> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Timeout(limit, operation, static (operation, token) => operation(token));
    }

    /// <inheritdoc cref="Timeout{T}(TimeSpan, Func{CancellationToken, LitenTask{T}})"/>
    /// <param name="limit">The limit.</param>
    /// <param name="state">
    /// Is handed to the operation, which can then be a static lambda: a closure per call is saved.
    /// </param>
    /// <param name="operation">What to run.</param>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static LitenTask<T> Timeout<TState, T>(
        TimeSpan limit, TState state, Func<TState, CancellationToken, LitenTask<T>> operation)
    {
        TaskHost host = HostOfTimeout(limit, operation);
        var source = new CancellationTokenSource();
        return TimeLimit.Apply(host, limit, source, operation(state, source.Token));
    }

    /// <inheritdoc cref="Timeout{TState, T}(TimeSpan, TState, Func{TState, CancellationToken, LitenTask{T}})"/>
    public static LitenTask Timeout<TState>(
        TimeSpan limit, TState state, Func<TState, CancellationToken, LitenTask> operation)
    {
        TaskHost host = HostOfTimeout(limit, operation);
        var source = new CancellationTokenSource();
        return new LitenTask(TimeLimit.Apply(host, limit, source, operation(state, source.Token).AsVoidResult));
    }

    private static TaskHost HostOfTimeout(TimeSpan limit, Delegate operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        TaskHost host = TaskHost.Current ?? throw NoRuntime("Time.Timeout", "Task.WaitAsync");
        LitenTimeProvider.ThrowIfOutOfRange(limit, nameof(limit));
        return host;
    }

    internal static InvalidOperationException NoRuntime(string name, string outside) => new(
        $"{name} needs a Liten runtime, and none is running this code. Start the code with Runtime.BlockOn, " +
        $"Runtime.Spawn or a [LitenMain] method; outside of a runtime, use {outside}.");
}
