using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Liten;

/// <summary>
/// A Liten source behind a <see cref="ValueTask{TResult}"/>. What awaits it goes on in the runtime it is in, with or
/// without that runtime's SynchronizationContext, as it has asked; so <c>ConfigureAwait(false)</c> does not leave.
/// </summary>
/// <remarks>
/// <para>
/// It registers with the source only when somebody awaits it, so the source's outcome is for one thread at a time: that
/// of the consumer until then, and of the continuation after it.
/// </para>
/// It belongs to no task, as <see cref="TaskBridge{T}"/>.
/// </remarks>
internal sealed class ValueTaskBridge<T> : WorkItem, IValueTaskSource<T>, IValueTaskSource
{
    private static readonly ObjectPool<ValueTaskBridge<T>> s_pool = new();

    private AwaitSource<T>? _source;
    private uint _use;
    private bool _isWoken;
    private bool _isTaken;
    private T? _result;
    private ExceptionDispatchInfo? _error;
    private Action<object?>? _continuation;
    private object? _state;
    private ExecutionContext? _flow;
    private AbortScope? _owner;
    private Home? _home;
    private bool _wantsContext;

    /// <summary>Which use of this object a ValueTask belongs to.</summary>
    public short Version { get; private set; }

    internal override AbortScope? Owner => _owner;

    internal override object? Caller => _state is Action action ? action.Target : _state;

    /// <param name="source">A call in progress or a wait.</param>
    /// <param name="token">The use of the source.</param>
    public static ValueTaskBridge<T> To(AwaitSource<T> source, uint token)
    {
        ValueTaskBridge<T> bridge = s_pool.TryRent() ?? new ValueTaskBridge<T>();
        bridge._source = source;
        bridge._use = token;
        return bridge;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        ThrowIfUsedUp(token);
        if (!_isTaken && (_isWoken || _source!.IsDone(_use)))
        {
            Take();
        }

        return !_isTaken ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : _error.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        ThrowIfUsedUp(token);
        if (_continuation is not null)
        {
            throw new InvalidOperationException("This ValueTask is awaited already. Use AsTask() to await it often.");
        }

        _state = state;
        _flow = flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext) ? ExecutionContext.Capture() : null;
        _wantsContext = flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
        _owner = Turn.CurrentOwner;
        _home = _wantsContext ? Home.Capture(_owner) : Home.CaptureWithoutContext(_owner);
        _continuation = continuation;
        if (_isTaken)
        {
            Wake();
        }
        else
        {
            _source!.OnDone(this);
        }
    }

    public T GetResult(short token)
    {
        if (GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("This ValueTask has not ended: await it, or wait for its AsTask().");
        }

        T? result = _result;
        ExceptionDispatchInfo? error = _error;
        Recycle();
        error?.Throw();
        return result!;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    internal override void Wake() => _home!.Schedule(this, Turn.Current);

    internal override void Yield() => _home!.Yield(this, Turn.Current);

    internal override AbortScope? NoteWait(IAbortableWait wait) => null;

    internal override bool BelongsTo(AbortScope? owner, Home? home)
        => ReferenceEquals(_owner, owner) && ReferenceEquals(_home, home);

    internal override WorkItem? Run(Turn? turn)
    {
        Action<object?> continuation = _continuation!;
        object? state = _state;
        ExecutionContext? flow = _flow;
        _isWoken = true; // A yield has no other end: its source is never done.
        turn?.Enter(_owner);
        if (turn is not null && !_wantsContext)
        {
            // An awaiter of .NET's would queue to the ThreadPool what has no context, if it found one here. The next
            // turn begins with the context again.
            SynchronizationContext.SetSynchronizationContext(null);
        }

        FlowContext.Enter(flow);
        continuation(state); // It takes the result, and this object is another's from there on.
        return null;
    }

    private void Take()
    {
        try
        {
            _result = _source!.GetResult(_use);
        }
        catch (Exception exception)
        {
            _error = ExceptionDispatchInfo.Capture(exception);
        }

        _isTaken = true;
    }

    private void Recycle()
    {
        Version++;
        _source = null;
        _isWoken = false;
        _isTaken = false;
        _result = default;
        _error = null;
        _continuation = null;
        _state = null;
        _flow = null;
        _owner = null;
        _home = null;
        s_pool.Return(this);
    }

    private void ThrowIfUsedUp(short token)
    {
        if (token != Version)
        {
            throw new InvalidOperationException("This ValueTask was awaited before. Use AsTask() to await it often.");
        }
    }
}
