namespace Liten;

/// <summary>Waiting for time to pass, on the timers of the current runtime.</summary>
public static partial class Time
{
    /// <summary>Waits for a time, without holding a thread.</summary>
    /// <param name="duration">
    /// How long, in any unit a <see cref="TimeSpan"/> can express. Zero or less completes at once but still lets other
    /// ready tasks run first, as <see cref="LitenTask.Yield"/> does.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> never ends by itself. Nor does, for practical purposes,
    /// anything above 292 years.
    /// </param>
    /// <param name="cancellationToken">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The wait; await it once.</returns>
    /// <remarks>
    /// <para>
    /// Precision: a sleep never ends early. It is rounded up to the runtime's timer tick of 65.5 microseconds. What it
    /// takes beyond that is the time until a worker is free. Where all workers but the one that begins the sleep are
    /// asleep, and that one computes on without a wait, another one notices within 10 milliseconds.
    /// </para>
    /// <para>Thread safety: may be called by any code that runs on a runtime.</para>
    /// <para>
    /// Cancellation: a token that is already cancelled, or an abort of the calling task, ends the wait before it
    /// begins, also one of zero. Cancelling a wait takes its timer out of the runtime at once.
    /// </para>
    /// <para>
    /// Fairness: sleeps end in order of their deadlines, and those of one tick in the order in which they began.
    /// </para>
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
    /// <exception cref="OperationCanceledException">
    /// When awaited: the token was cancelled before the time was over.
    /// </exception>
    /// <exception cref="TaskAbortedException">
    /// When awaited: the waiting task was aborted, or the runtime has ended.
    /// </exception>
    public static LitenTask Sleep(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        TimerDriver driver = TimerDriver.Current ?? throw NoRuntime("Time.Sleep", "Task.Delay");
        return driver.Sleeps.Sleep(duration, cancellationToken);
    }

    /// <summary>Waits until a moment of the wall clock, without holding a thread.</summary>
    /// <param name="deadline">
    /// The moment, by the UTC time of the runtime's <see cref="TimeProvider"/>. One that has passed completes at once
    /// but still lets other ready tasks run first. <see cref="DateTimeOffset.MaxValue"/> never comes.
    /// </param>
    /// <param name="cancellationToken">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The wait; await it once.</returns>
    /// <remarks>
    /// <para>
    /// When the wall clock is set meanwhile: a wait never ends while the clock shows an earlier time than the deadline.
    /// A clock that is set back makes the wait longer. One that is set forward past the deadline ends it within a
    /// minute, in which the clock is looked at again. To wait for a span, whatever the clock does, use
    /// <see cref="Sleep"/>.
    /// </para>
    /// <para>Precision, thread safety, cancellation and fairness: as those of <see cref="Sleep"/>.</para>
    /// <example>
    /// <code>
    /// static async LitenTask WaitForMidnightAsync(CancellationToken cancellationToken)
    ///     =&gt; await Time.SleepUntil(DateTimeOffset.UtcNow.Date.AddDays(1), cancellationToken);
    /// </code>
    /// </example>
    /// </remarks>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    /// <exception cref="OperationCanceledException">
    /// When awaited: the token was cancelled before the moment came.
    /// </exception>
    /// <exception cref="TaskAbortedException">
    /// When awaited: the waiting task was aborted, or the runtime has ended.
    /// </exception>
    public static LitenTask SleepUntil(DateTimeOffset deadline, CancellationToken cancellationToken = default)
    {
        TimerDriver driver = TimerDriver.Current ?? throw NoRuntime("Time.SleepUntil", "Task.Delay");
        TimeSpan left = WallClock.UntilNextLook(deadline, driver.Clock);
        return left > TimeSpan.Zero
            ? WaitUntil(driver, deadline, left, cancellationToken)
            : driver.Sleeps.Sleep(left, cancellationToken);
    }

    /// <summary>Makes something that ticks at a fixed rate, for the first time one period from now.</summary>
    /// <param name="period">
    /// The time between two ticks: more than zero, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// </param>
    /// <param name="missed">What happens to ticks that nobody takes in time.</param>
    /// <returns>The interval; dispose it when its ticks are no longer wanted.</returns>
    /// <remarks>
    /// The first tick comes as that of <see cref="PeriodicTimer"/>. For one at once, as tokio has it, use
    /// <see cref="Interval(TimeSpan, TimeSpan, MissedTickBehavior)"/> with a due time of zero.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The period is zero or less.</exception>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    public static Interval Interval(TimeSpan period, MissedTickBehavior missed = MissedTickBehavior.Burst)
        => Interval(period, period, missed);

    /// <summary>
    /// Makes something that ticks at a fixed rate, for the first time when the due time is over: the arguments of
    /// .NET's timers.
    /// </summary>
    /// <param name="dueTime">
    /// From now: zero or more, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for "not before a reset".
    /// </param>
    /// <param name="period">
    /// The time between two ticks: more than zero, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// </param>
    /// <param name="missed">What happens to ticks that nobody takes in time.</param>
    /// <returns>The interval; dispose it when its ticks are no longer wanted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The due time is negative, or the period zero or less.</exception>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    public static Interval Interval(
        TimeSpan dueTime, TimeSpan period, MissedTickBehavior missed = MissedTickBehavior.Burst)
    {
        if (period == TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(period), period, "period must be more than zero, or Timeout.InfiniteTimeSpan.");
        }

        Liten.Interval.ThrowIfNegative(period, nameof(period));
        Liten.Interval.ThrowIfNegative(dueTime, nameof(dueTime));
        if (missed is < MissedTickBehavior.Burst or > MissedTickBehavior.Skip)
        {
            throw new ArgumentOutOfRangeException(nameof(missed), missed, "missed must be Burst, Delay or Skip.");
        }

        TimerDriver driver = TimerDriver.Current ?? throw NoRuntime("Time.Interval", "PeriodicTimer");
        return new Interval(driver, dueTime, period, missed);
    }

    private static async LitenTask WaitUntil(
        TimerDriver driver, DateTimeOffset deadline, TimeSpan left, CancellationToken cancellationToken)
    {
        do
        {
            await driver.Sleeps.Sleep(left, cancellationToken);
            left = WallClock.UntilNextLook(deadline, driver.Clock);
        }
        while (left > TimeSpan.Zero);
    }

    internal static InvalidOperationException NoRuntime(string name, string outside) => new(
        $"{name} needs a Liten runtime, and none is running this code. Start the code with Runtime.BlockOn, " +
        $"Runtime.Spawn or a [LitenMain] method; outside of a runtime, use {outside}.");
}
