using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>A value that is made when it is first asked for, once, by code that may wait.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, inside and outside of a runtime. Once the value is there,
/// asking for it is one volatile read.
/// </para>
/// <para>
/// The factory runs as a task of its own in the runtime of the first that asks, outside of every runtime on the
/// ThreadPool. If it fails, all who wait get its exception, and the next one to ask begins anew. It must not ask for
/// the
/// value that it makes: it would wait for itself.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves, and the factory runs on for the others. When all have
/// left,
/// the token that the factory was given is cancelled. Who asks while such a factory is still ending waits for that end:
/// for its value if it has one nevertheless, else for a new attempt. So the factory never runs twice at once.
/// </para>
/// <para>Fairness: all who wait get the value at once, in the order in which they came.</para>
/// <example>
/// <code>
/// sealed class Store(string address)
/// {
///     private readonly AsyncLazy&lt;Connection&gt; _connection = new(token => Connection.OpenAsync(address, token));
///
///     public async LitenTask&lt;string&gt; ReadAsync(string key, CancellationToken cancellationToken)
///     {
///         Connection connection = await _connection.GetAsync(cancellationToken);
///         return await connection.ReadAsync(key, cancellationToken);
///     }
/// }
/// </code>
/// </example>
/// <code>
/// field       written by                         read by                under
/// _ready      the attempt's end                  who asks               _latch; read without it
/// _attempt    who asks first, attempt's end      who asks, who leaves   _latch
/// _waiters    who asks, who leaves, the end      those                  _latch
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncLazy<T> : IWaitHolder<T>
{
    private Published<Ready> _ready;
    private SpinLatch _latch;
    private LazyAttempt<T>? _attempt;
    private IntrusiveList<WaitNode<T>> _waiters;

    /// <summary>Makes a lazy value; the factory does not run yet.</summary>
    /// <param name="factory">Makes the value. Its token is cancelled when nobody waits for the value any more.</param>
    public AsyncLazy(Func<CancellationToken, LitenTask<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Factory = factory;
    }

    /// <summary>Whether the value is there.</summary>
    /// <remarks>True is final; false may be outdated at once.</remarks>
    public bool IsCompleted => _ready.Value is not null;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    internal Func<CancellationToken, LitenTask<T>> Factory { get; }

    /// <summary>Waits for the value, and has it made if that was not begun.</summary>
    /// <param name="cancellationToken">Ends this wait. The factory runs on while others wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first, or the factory was.</exception>
    /// <exception cref="TaskAbortedException">
    /// The calling task was aborted first, or the factory's, as by the end of its runtime.
    /// </exception>
    public LitenTask<T> GetAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (lazy, token) => lazy.GetAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        return _ready.Value is { } ready ? new LitenTask<T>(ready.Value) : Wait(cancellationToken);
    }

    /// <summary>Gives the value if it is there; neither waits nor begins to make it.</summary>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        SchedulingPoint.Here();
        Ready? ready = _ready.Value;
        value = ready is null ? default : ready.Value;
        return ready is not null;
    }

    /// <summary>Gets the awaiter that <c>await</c> uses: <c>await lazy</c> is <c>await lazy.GetAsync()</c>.</summary>
    public LitenTaskAwaiter<T> GetAwaiter() => GetAsync().GetAwaiter();

    /// <summary>The state of the value, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => _ready.Value is { } ready
        ? $"AsyncLazy<{typeof(T).Name}> ({ready.Value})"
        : $"AsyncLazy<{typeof(T).Name}> ({(_attempt is null ? "not begun" : "being made")}, {_waiters.Count} waiting)";

    /// <summary>An attempt has made the value.</summary>
    internal void Complete(T value)
    {
        var ready = new Ready(value);
        ClaimedWaits<T> ended = default;
        _latch.Enter();
        _ready.Set(ready);
        _attempt = null;
        ended.TakeAllFrom(ref _waiters);
        _latch.Exit();
        ended.SetResult(value);
    }

    /// <summary>
    /// An attempt has failed: that is for those who wait for it. Who came after it was abandoned waits for the next
    /// one.
    /// </summary>
    internal void Fail(LazyAttempt<T> attempt, Exception exception, TaskHost? host)
    {
        var further = new LazyAttempt<T>(this);
        ClaimedWaits<T> ended = default;
        _latch.Enter();
        bool goesOn = attempt.IsAbandoned && WaitNode<T>.FirstWaiting(ref _waiters) is not null;
        _attempt = goesOn ? further : null;
        if (!goesOn)
        {
            ended.TakeAllFrom(ref _waiters);
        }

        _latch.Exit();
        ended.SetException(() => exception);
        if (goesOn)
        {
            further.Start(host);
        }
    }

    WaitTarget IWaitHolder<T>.Describe()
    {
        WaitTarget target = WaitTarget.Primitive(GetType(), Name);
        return _attempt?.Task is { } task
            ? target with { Text = $"{target.Text}, made by {task}", TaskId = task.Id, Subject = target.Text }
            : target;
    }

    WaitBlockers IWaitHolder<T>.ReadBlockers(WaitNode<T> node) => new(_attempt?.Owning);

    /// <summary>The last one to leave cancels the attempt's token.</summary>
    void IWaitHolder<T>.Forget(WaitNode<T> node)
    {
        LazyAttempt<T>? abandoned = null;
        _latch.Enter();
        _waiters.Remove(node);
        if (_attempt is { IsAbandoned: false } attempt && WaitNode<T>.FirstWaiting(ref _waiters) is null)
        {
            attempt.IsAbandoned = true;
            abandoned = attempt;
        }

        _latch.Exit();
        abandoned?.Cancel();
    }

    private LitenTask<T> Wait(CancellationToken cancellationToken)
    {
        WaitNode<T> node = WaitNode<T>.Rent(this);
        LazyAttempt<T>? further = null;
        _latch.Enter();
        while (_attempt is null && _ready.OwnValue is null && further is null)
        {
            // Not under the latch; then everything is looked at again.
            _latch.Exit();
            further = new LazyAttempt<T>(this);
            _latch.Enter();
        }

        if (_ready.OwnValue is { } ready)
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<T>(ready.Value);
        }

        bool begins = _attempt is null;
        _attempt ??= further;
        _waiters.AddLast(node);
        _latch.Exit();

        if (begins)
        {
            further!.Start(TaskHost.Current);
        }

        return node.Begin(cancellationToken);
    }

    /// <summary>The value, so that having it is one reference, which is published at once.</summary>
    private sealed class Ready(T value)
    {
        public T Value { get; } = value;
    }
}
