namespace Liten;

/// <summary>A continuation that foreign code has posted to a runtime.</summary>
internal sealed class PostedCallback(TaskHost host, short worker, SendOrPostCallback callback, object? state)
    : PostedItem(worker)
{
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
