namespace Liten;

/// <summary>A callback that foreign code has posted to a runtime. It belongs to no task.</summary>
internal sealed class PostedCallback(TaskHost host, short worker, SendOrPostCallback callback, object? state) : WorkItem
{
    /// <summary>With work stealing off, the number of the only worker that may run it.</summary>
    public short Worker => worker;

    /// <summary>Runs a callback and hands its outcome to the one who waits for it.</summary>
    public static void RunInto(TaskCompletionSource done, SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
            done.SetResult();
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
    }

    internal override WorkItem? Run(Turn? turn)
    {
        turn?.Enter(null);
        FlowContext.Reset();
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            // For instance an async void method: no one can await it.
            host.Hooks.Unhandled(exception, null, "a callback posted to the runtime's SynchronizationContext");
        }

        return null;
    }
}
