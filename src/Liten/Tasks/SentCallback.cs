namespace Liten;

/// <summary>A callback that another thread waits for.</summary>
internal sealed class SentCallback(SendOrPostCallback callback, object? state)
{
    private readonly TaskCompletionSource _done = new();

    /// <summary>
    /// Runs the callback that is the state. Never throws: its exception is for the thread that waits.
    /// </summary>
    public static SendOrPostCallback Run { get; } = static sent => ((SentCallback)sent!).RunNow();

    /// <summary>Blocks until the callback has returned; throws what it has thrown, with its stack trace.</summary>
    public void Wait() => _done.Task.GetAwaiter().GetResult();

    private void RunNow()
    {
        try
        {
            callback(state);
            _done.SetResult();
        }
        catch (Exception exception)
        {
            _done.SetException(exception);
        }
    }
}
