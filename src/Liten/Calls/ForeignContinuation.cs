namespace Liten;

/// <summary>
/// A continuation that is only a delegate: an <c>async Task</c> method, or any other code that is no Liten method,
/// awaits something of Liten's. It resumes on the runtime it is in, else where its ForeignHome says.
/// </summary>
internal sealed class ForeignContinuation : WorkItem
{
    private static readonly ObjectPool<ForeignContinuation> s_pool = new();

    private Action? _action;
    private ExecutionContext? _context;
    private CallSeat _seat;

    internal override ref CallSeat Seat => ref _seat;

    internal override object? Caller => _action?.Target;

    /// <summary>Has the delegate run once when the source ends.</summary>
    public static void Await(AwaitSource? source, Action action, bool flowContext)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeignContinuation item = s_pool.TryRent() ?? new ForeignContinuation();
        item._action = action;
        item._context = flowContext ? ExecutionContext.Capture() : null;
        item._seat.Take();
        if (source is null)
        {
            item.Wake();
        }
        else
        {
            source.OnDone(item);
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        Action action = _action!;
        ExecutionContext? context = _context;
        turn?.Enter(_seat.Owner);
        _seat.Unlist(this);
        _action = null;
        _context = null;
        _seat.Leave();
        s_pool.Return(this);

        // A compiler-made continuation restores its own context, anything else runs in the one captured here.
        FlowContext.Enter(context);
        action();
        return null;
    }
}
