namespace Liten;

/// <summary>
/// A limit on how long an operation may take: <see cref="Time.Timeout{TState, T}"/> from the moment when the operation
/// suspends, <see cref="Time.TimeoutAt{TState, T}"/> until a moment of the wall clock.
/// </summary>
internal static class TimeLimit
{
    private static readonly TimerCallback s_cancel = static source => ((CancellationTokenSource)source!).Cancel();

    /// <summary>
    /// Begins an operation, and ends its wait when the time is over. One that has ended already needs no timer.
    /// </summary>
    /// <param name="host">Whose timers count the time, from now.</param>
    /// <param name="limit">The limit: zero or more, or infinite.</param>
    /// <param name="state">What the operation works with.</param>
    /// <param name="operation">The operation, for which a token is made.</param>
    /// <param name="outer">The caller's token.</param>
    public static LitenTask<T> Apply<TState, T>(
        TaskHost host,
        TimeSpan limit,
        TState state,
        Func<TState, CancellationToken, LitenTask<T>> operation,
        CancellationToken outer)
    {
        var source = new CancellationTokenSource();
        LinkedToken link = LinkedToken.Link(source, outer);
        LitenTask<T> call = Begin(state, operation, source, link);
        if (IsOver(call, link))
        {
            return call;
        }

        var timer = new LitenTimer(host, s_cancel, source);
        timer.Start(limit, System.Threading.Timeout.InfiniteTimeSpan);
        return Wait(timer, source, limit, null, link, call);
    }

    /// <summary>The same until a moment of the wall clock.</summary>
    public static LitenTask<T> ApplyUntil<TState, T>(
        TaskHost host,
        DateTimeOffset moment,
        TState state,
        Func<TState, CancellationToken, LitenTask<T>> operation,
        CancellationToken outer)
    {
        var source = new CancellationTokenSource();
        LinkedToken link = LinkedToken.Link(source, outer);
        LitenTask<T> call = Begin(state, operation, source, link);
        if (IsOver(call, link))
        {
            return call;
        }

        var timer = new DeadlineTimer(host, System.Threading.Timeout.InfiniteTimeSpan, moment, source.Cancel);
        timer.Start();
        return Wait(timer, source, default, moment, link, call);
    }

    private static LitenTask<T> Begin<TState, T>(
        TState state,
        Func<TState, CancellationToken, LitenTask<T>> operation,
        CancellationTokenSource source,
        LinkedToken link)
    {
        try
        {
            return operation(state, source.Token);
        }
        catch
        {
            link.Cut();
            throw;
        }
    }

    /// <summary>Whether the call has ended, and no cancellation by the caller is to be told from others.</summary>
    private static bool IsOver<T>(LitenTask<T> call, LinkedToken link)
    {
        bool isOver = call.IsCompleted && !link.IsCancelled;
        if (isOver)
        {
            link.Cut();
        }

        return isOver;
    }

    private static async LitenTask<T> Wait<T>(
        IDisposable timer,
        CancellationTokenSource source,
        TimeSpan limit,
        DateTimeOffset? moment,
        LinkedToken link,
        LitenTask<T> call)
    {
        try
        {
            return await call;
        }
        catch (OperationCanceledException exception)
            when (source.IsCancellationRequested && exception is not TaskAbortedException)
        {
            throw link.IsCancelled ? link.Exception(exception) : new TimeoutException(
                moment is null
                    ? $"The operation did not end within its time limit of {limit}."
                    : $"The operation did not end before its deadline, {moment:O}.",
                exception);
        }
        finally
        {
            timer.Dispose();
            link.Cut();
        }
    }
}
