namespace Liten;

/// <summary>Lets a primitive hand its caller the wait it has queued.</summary>
internal static class WaitExtensions
{
    /// <summary>The task to await, once a giver can find the wait and no latch is held.</summary>
    public static LitenTask<T> Begin<T>(this AbortableWait<T> wait, CancellationToken cancellationToken)
    {
        // Before the token can end the wait: the task is for this use of it.
        var task = new LitenTask<T>(wait, wait.Version);
        try
        {
            wait.ListenTo(cancellationToken);
        }
        catch when (wait.TryWithdraw(task.Token))
        {
            // The token takes no callback, for lack of memory: the caller must not wait, and no giver may find it.
            throw;
        }
        catch
        {
            // The same, but somebody has ended the wait already, possibly with a value that must not be lost.
        }

        return task;
    }
}
