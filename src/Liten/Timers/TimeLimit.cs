namespace Liten;

/// <summary>
/// A limit on how long an operation may take: <see cref="Time.Timeout{TState, T}"/> from the moment when the operation
/// suspends, <see cref="Time.TimeoutAt{TState, T}"/> until a moment of the wall clock.
/// </summary>
internal static class TimeLimit
{
    private static readonly TimerCallback s_cancel = static source => ((CancellationTokenSource)source!).Cancel();
    private static readonly TimerCallback s_look = static deadline => ((Deadline)deadline!).Look();

    /// <summary>Ends an operation's wait when the time is over. One that has ended already needs no timer.</summary>
    /// <param name="host">Whose timers count the time, from now.</param>
    /// <param name="limit">The limit: zero or more, or infinite.</param>
    /// <param name="source">The source of the token that the operation was given.</param>
    /// <param name="call">The operation.</param>
    public static LitenTask<T> Apply<T>(
        TaskHost host, TimeSpan limit, CancellationTokenSource source, LitenTask<T> call)
        => call.IsCompleted ? call : Wait(new LitenTimer(host, s_cancel, source), source, limit, null, call);

    /// <summary>The same until a moment of the wall clock.</summary>
    public static LitenTask<T> ApplyUntil<T>(
        TaskHost host, DateTimeOffset moment, CancellationTokenSource source, LitenTask<T> call)
    {
        if (call.IsCompleted)
        {
            return call;
        }

        var deadline = new Deadline(TimerDriver.Of(host).Clock, moment, source);
        deadline.Timer = new LitenTimer(host, s_look, deadline);
        return Wait(deadline.Timer, source, deadline.UntilNextLook, moment, call);
    }

    private static async LitenTask<T> Wait<T>(
        LitenTimer timer, CancellationTokenSource source, TimeSpan limit, DateTimeOffset? moment, LitenTask<T> call)
    {
        timer.Start(limit, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            return await call;
        }
        catch (OperationCanceledException exception)
            when (source.IsCancellationRequested && exception is not TaskAbortedException)
        {
            throw new TimeoutException(
                moment is null
                    ? $"The operation did not end within its time limit of {limit}."
                    : $"The operation did not end before its deadline, {moment:O}.",
                exception);
        }
        finally
        {
            timer.Dispose();
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
