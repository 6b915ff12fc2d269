namespace Liten;

/// <summary>
/// A limit on how long an operation may take: <see cref="Time.Timeout{TState, T}"/> from the moment when the operation
/// suspends.
/// </summary>
internal static class TimeLimit
{
    private static readonly TimerCallback s_cancel = static source => ((CancellationTokenSource)source!).Cancel();

    /// <summary>Ends an operation's wait when the time is over. One that has ended already needs no timer.</summary>
    /// <param name="host">Whose timers count the time, from now.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="source">The source of the token that the operation was given.</param>
    /// <param name="call">The operation.</param>
    public static LitenTask<T> Apply<T>(
        TaskHost host, TimeSpan limit, CancellationTokenSource source, LitenTask<T> call)
        => call.IsCompleted ? call : Wait(new LitenTimer(host, s_cancel, source), source, limit, call);

    private static async LitenTask<T> Wait<T>(
        LitenTimer timer, CancellationTokenSource source, TimeSpan limit, LitenTask<T> call)
    {
        timer.Change(limit, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            return await call;
        }
        catch (OperationCanceledException exception)
            when (source.IsCancellationRequested && exception is not TaskAbortedException)
        {
            throw new TimeoutException($"The operation did not end within its time limit of {limit}.", exception);
        }
        finally
        {
            timer.Dispose();
        }
    }
}
