namespace Liten;

/// <summary>
/// A limit on how long an operation may take: <see cref="Time.Timeout{TState, T}"/> from the moment when the operation
/// suspends, <see cref="Time.TimeoutAt{TState, T}"/> until a moment of the wall clock.
/// </summary>
internal static class TimeLimit
{
    private static readonly TimerCallback s_cancel = static source => ((CancellationTokenSource)source!).Cancel();
    private static readonly TimerCallback s_look = static deadline => ((Deadline)deadline!).Look();

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
        return IsOver(call, link)
            ? call
            : Wait(new LitenTimer(host, s_cancel, source), source, limit, null, link, call);
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

        var deadline = new Deadline(TimerDriver.Of(host).Clock, moment, source);
        deadline.Timer = new LitenTimer(host, s_look, deadline);
        return Wait(deadline.Timer, source, deadline.UntilNextLook, moment, link, call);
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
        LitenTimer timer,
        CancellationTokenSource source,
        TimeSpan limit,
        DateTimeOffset? moment,
        LinkedToken link,
        LitenTask<T> call)
    {
        timer.Start(limit, System.Threading.Timeout.InfiniteTimeSpan);
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

    /// <summary>Looks at the wall clock until its moment has come.</summary>
    private sealed class Deadline(Clock clock, DateTimeOffset moment, CancellationTokenSource source)
    {
        /// <summary>Set before the first look.</summary>
        public LitenTimer? Timer { get; set; }

        public TimeSpan UntilNextLook => WallClock.UntilNextLook(moment, clock);

        public void Look()
        {
            TimeSpan left = UntilNextLook;
            if (left <= TimeSpan.Zero)
            {
                source.Cancel();
            }
            else
            {
                // False once the operation has ended and disposed it.
                Timer!.Start(left, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
