namespace Liten.Peers;

/// <summary>Stands in for <c>Time.Timeout</c> until the library has it, with its shape; replaced by one line in TimerRows.cs.</summary>
internal static class TimeoutStandIn
{
    public static async LitenTask<T> Timeout<T>(TimeSpan limit, Func<CancellationToken, LitenTask<T>> operation)
    {
        using var source = new CancellationTokenSource(limit, Host.Runtime.TimeProvider);
        try
        {
            return await operation(source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            throw new TimeoutException($"The operation took longer than {limit}.");
        }
    }
}
