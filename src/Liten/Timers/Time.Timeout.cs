namespace Liten;

/// <content>Limits on how long an operation may take.</content>
public static partial class Time
{
    /// <summary>Runs an operation that may take so long and no longer.</summary>
    /// <param name="limit">
    /// Zero or more, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit. It counts from the moment
    /// when the operation suspends for the first time. With zero, an operation may only do what it does without
    /// suspending.
    /// </param>
    /// <param name="operation">
    /// What to run, at once and on the caller's stack. Its token is cancelled when the time is over, and when the
    /// caller's is.
    /// </param>
    /// <param name="cancellationToken">The caller's token: it ends the operation, too.</param>
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
    /// Cancellation: a caller's token that is cancelled already has the operation not begin. One that is cancelled
    /// later cancels the operation's; when the operation has ended as cancelled, an
    /// <see cref="OperationCanceledException"/> with the caller's token is thrown, also if the time was over as well.
    /// An abort of the calling task reaches the operation's own waits and passes through as it is.
    /// </para>
    /// <example>
    /// <code>
    /// static LitenTask&lt;string&gt; AskAsync(OneshotReceiver&lt;string&gt; answer)
    ///     =&gt; Time.Timeout(TimeSpan.FromSeconds(2), async token =&gt; await answer.ReceiveAsync(token));
    /// </code>
    /// </example>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="TimeoutException">
    /// When awaited: the time was over, and the operation ended as cancelled.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// When awaited: the caller's token was cancelled, and the operation ended as cancelled.
    /// </exception>
    public static LitenTask<T> Timeout<T>(
        TimeSpan limit,
        Func<CancellationToken, LitenTask<T>> operation,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Timeout(limit, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <inheritdoc cref="Timeout{T}(TimeSpan, Func{CancellationToken, LitenTask{T}}, CancellationToken)"/>
    public static LitenTask Timeout(
        TimeSpan limit, Func<CancellationToken, LitenTask> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Timeout(limit, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <inheritdoc cref="Timeout{T}(TimeSpan, Func{CancellationToken, LitenTask{T}}, CancellationToken)"/>
    /// <param name="limit">The limit.</param>
    /// <param name="state">
    /// Is handed to the operation, which can then be a static lambda: a closure per call is saved.
    /// </param>
    /// <param name="operation">What to run.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static LitenTask<T> Timeout<TState, T>(
        TimeSpan limit,
        TState state,
        Func<TState, CancellationToken, LitenTask<T>> operation,
        CancellationToken cancellationToken = default)
    {
        TaskHost host = HostOfTimeout(limit, operation);
        return cancellationToken.IsCancellationRequested
            ? LitenTask.FromException<T>(new OperationCanceledException(cancellationToken))
            : TimeLimit.Apply(host, limit, state, operation, cancellationToken);
    }

    /// <inheritdoc cref="Timeout{TState, T}"/>
    public static LitenTask Timeout<TState>(
        TimeSpan limit,
        TState state,
        Func<TState, CancellationToken, LitenTask> operation,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new LitenTask(Timeout(
            limit,
            (state, operation),
            static (both, token) => both.operation(both.state, token).AsVoidResult,
            cancellationToken));
    }

    /// <summary>Runs an operation that may take until a moment of the wall clock and no longer.</summary>
    /// <param name="deadline">
    /// The moment, by the UTC time of the runtime's <see cref="TimeProvider"/>. After one that has passed, an operation
    /// may only do what it does without suspending. <see cref="DateTimeOffset.MaxValue"/> is no limit. What happens
    /// when the clock is set meanwhile is said at <see cref="SleepUntil"/>.
    /// </param>
    /// <param name="operation">
    /// What to run, at once and on the caller's stack. Its token is cancelled when the moment has come, and when the
    /// caller's is.
    /// </param>
    /// <param name="cancellationToken">The caller's token: it ends the operation, too.</param>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The operation's result; await it once.</returns>
    /// <remarks>
    /// All else is as with <see cref="Timeout{TState, T}"/>. One deadline can be handed down through several steps,
    /// which share the time that is left.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="TimeoutException">
    /// When awaited: the moment had come, and the operation ended as cancelled.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// When awaited: the caller's token was cancelled, and the operation ended as cancelled.
    /// </exception>
    public static LitenTask<T> TimeoutAt<T>(
        DateTimeOffset deadline,
        Func<CancellationToken, LitenTask<T>> operation,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return TimeoutAt(deadline, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <inheritdoc cref="TimeoutAt{T}(DateTimeOffset, Func{CancellationToken, LitenTask{T}}, CancellationToken)"/>
    public static LitenTask TimeoutAt(
        DateTimeOffset deadline,
        Func<CancellationToken, LitenTask> operation,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return TimeoutAt(deadline, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <inheritdoc cref="TimeoutAt{T}(DateTimeOffset, Func{CancellationToken, LitenTask{T}}, CancellationToken)"/>
    /// <param name="deadline">The moment.</param>
    /// <param name="state">
    /// Is handed to the operation, which can then be a static lambda: a closure per call is saved.
    /// </param>
    /// <param name="operation">What to run.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static LitenTask<T> TimeoutAt<TState, T>(
        DateTimeOffset deadline,
        TState state,
        Func<TState, CancellationToken, LitenTask<T>> operation,
        CancellationToken cancellationToken = default)
    {
        TaskHost host = HostOfTimeoutAt(operation);
        return cancellationToken.IsCancellationRequested
            ? LitenTask.FromException<T>(new OperationCanceledException(cancellationToken))
            : TimeLimit.ApplyUntil(host, deadline, state, operation, cancellationToken);
    }

    /// <inheritdoc cref="TimeoutAt{TState, T}"/>
    public static LitenTask TimeoutAt<TState>(
        DateTimeOffset deadline,
        TState state,
        Func<TState, CancellationToken, LitenTask> operation,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new LitenTask(TimeoutAt(
            deadline,
            (state, operation),
            static (both, token) => both.operation(both.state, token).AsVoidResult,
            cancellationToken));
    }

    private static TaskHost HostOfTimeout(TimeSpan limit, Delegate operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        TaskHost host = TaskHost.Current ?? throw NoRuntime("Time.Timeout", "Task.WaitAsync");
        Liten.Interval.ThrowIfNegative(limit, nameof(limit));
        return host;
    }

    private static TaskHost HostOfTimeoutAt(Delegate operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return TaskHost.Current ?? throw NoRuntime("Time.TimeoutAt", "Task.WaitAsync");
    }
}
