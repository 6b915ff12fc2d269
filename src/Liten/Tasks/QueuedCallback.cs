namespace Liten;

/// <summary>A callback that somebody has queued to a runtime. It belongs to no task and keeps no order.</summary>
internal sealed class QueuedCallback() : PostedItem(AbortScope.AnyWorker)
{
    private static readonly ObjectPool<QueuedCallback> s_pool = new();

    private RuntimeHooks? _hooks;
    private Action<object?>? _callback;
    private object? _state;

    public static void Queue(TaskHost host, Action<object?> callback, object? state)
    {
        QueuedCallback item = s_pool.TryRent() ?? new QueuedCallback();
        item._hooks = host.Hooks;
        item._callback = callback;
        item._state = state;
        host.Schedule(item, Turn.Current);
    }

    internal override WorkItem? Run(Turn? turn)
    {
        Action<object?> callback = _callback!;
        object? state = _state;
        RuntimeHooks hooks = _hooks!;
        _callback = null;
        _state = null;
        _hooks = null;
        s_pool.Return(this);
        turn?.Enter(null);
        FlowContext.Reset();
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            hooks.Unhandled(exception, null, "a callback queued to the runtime");
        }

        return null;
    }
}
