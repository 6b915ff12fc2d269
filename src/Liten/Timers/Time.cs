namespace Liten;

/// <summary>Waiting for time to pass, on the timers of the current runtime.</summary>
public static class Time
{
    /// <summary>Waits for a time, without holding a thread.</summary>
    /// <param name="duration">
    /// How long, in any unit a <see cref="TimeSpan"/> can express. Zero or less completes at once but still lets other ready tasks
    /// run first, as <see cref="LitenTask.Yield"/> does. <see cref="Timeout.InfiniteTimeSpan"/> never ends by itself, and nor does,
    /// for practical purposes, anything above 292 years.
    /// </param>
    /// <param name="cancellationToken">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The wait; await it once.</returns>
    /// <remarks>
    /// <para>
    /// Precision: a sleep never ends early. It is rounded up to the runtime's timer tick of 65.5 microseconds, and what it
    /// takes beyond that is the time until a worker is free.
    /// </para>
    /// <para>Thread safety: may be called by any code that runs on a runtime.</para>
    /// <para>
    /// Cancellation: a token that is already cancelled, or an abort of the calling task, ends the wait before it begins, also
    /// one of zero. Cancelling a wait takes its timer out of the runtime at once.
    /// </para>
    /// <para>Fairness: sleeps end in order of their deadlines, and those of one tick in the order in which they began.</para>
    /// <example>
    /// <code>
    /// static async LitenTask PollAsync(CancellationToken cancellationToken)
    /// {
    ///     while (!await IsReadyAsync())
    ///     {
    ///         await Time.Sleep(TimeSpan.FromMilliseconds(50), cancellationToken);
    ///     }
    /// }
    /// </code>
    /// </example>
    /// </remarks>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled before the time was over.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the waiting task was aborted, or the runtime has ended.</exception>
    public static LitenTask Sleep(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        TimerDriver driver = TimerDriver.Current ?? throw new InvalidOperationException(
            "Time.Sleep needs a Liten runtime, and none is running this code. Start the code with Runtime.BlockOn, Runtime.Spawn " +
            "or a [LitenMain] method; outside of a runtime, use Task.Delay.");
        return driver.Sleeps.Sleep(duration, cancellationToken);
    }
}
