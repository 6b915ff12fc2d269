namespace Liten;

/// <summary>
/// A continuation that is only a delegate: an <c>async Task</c> method, or any other code that is no Liten method, awaits
/// something of Liten's. It resumes on the runtime it is in, else where ResumePoint says.
/// </summary>
internal sealed class ForeignContinuation : WorkItem
{
    private static readonly ObjectPool<ForeignContinuation> s_pool = new();

    private Action? _action;
    private ExecutionContext? _context;
    private JoinHandle? _owner;
    private object? _home;
    private Published<IAbortableWait> _wait;

    internal override JoinHandle? Owner => _owner;

    internal override object? Home => _home;

    internal override IAbortableWait? Wait
    {
        get => _wait.Value;
        set => _wait.Set(value);
    }

    internal override bool IsListed { get; set; }

    /// <summary>Has the delegate run once when the source ends.</summary>
    public static void Await(AwaitSource? source, Action action, bool flowContext)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeignContinuation item = s_pool.TryRent() ?? new ForeignContinuation();
        item._action = action;
        item._context = flowContext ? ExecutionContext.Capture() : null;
        item._owner = ThreadContext.CurrentTask;
        item._home = item._owner?.Host ?? ResumePoint.Capture();
        if (source is null)
        {
            item.Wake();
        }
        else
        {
            source.OnDone(item);
        }
    }

    internal override WorkItem? Run(ThreadContext? thread)
    {
        Action action = _action!;
        ExecutionContext? context = _context;
        thread?.Enter(_owner);
        if (IsListed)
        {
            _owner!.Unlist(this);
        }

        _action = null;
        _context = null;
        _owner = null;
        _home = null;
        s_pool.Return(this);

        // A compiler-made continuation restores its own context, anything else runs in the one captured here.
        FlowContext.Enter(context);
        action();
        return null;
    }
}
