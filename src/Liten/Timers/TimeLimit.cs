namespace Liten;

/// <summary>A limit on how long an operation may take: <see cref="Time.Timeout{T}"/> from the moment when the operation suspends.</summary>
internal static class TimeLimit
{
    private static readonly TimerCallback s_cancel = static source => ((CancellationTokenSource)source!).Cancel();

    /// <summary>Runs an operation under a limit. One that ends at once needs no timer.</summary>
    public static LitenTask<T> Run<T>(TaskHost host, TimerDriver driver, TimeSpan limit, Func<CancellationToken, LitenTask<T>> operation)
    {
        LitenTimer.ThrowIfOutOfRange(limit, nameof(limit));
        var source = new CancellationTokenSource();
        LitenTask<T> call = operation(source.Token);
        return call.IsCompleted ? call : Wait(new LitenTimer(host, driver, s_cancel, source), source, limit, call);
    }

    private static async LitenTask<T> Wait<T>(LitenTimer timer, CancellationTokenSource source, TimeSpan limit, LitenTask<T> call)
    {
        timer.Change(limit, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            return await call;
        }
        catch (OperationCanceledException exception) when (source.IsCancellationRequested && exception is not TaskAbortedException)
        {
            throw new TimeoutException($"The operation did not end within its time limit of {limit}.", exception);
        }
        finally
        {
            timer.Dispose();
        }
    }
}
