using System.Diagnostics;

namespace Liten;

/// <summary>Ticks at a fixed rate. Made by <see cref="Time.Interval(TimeSpan, MissedTickBehavior)"/>.</summary>
/// <remarks>
/// <para>
/// The schedule does not drift: each tick is counted from the one before it on the schedule, not from when its code
/// ran. What happens to ticks that come while nobody asks is <see cref="MissedTickBehavior"/>. No tick comes early.
/// </para>
/// <para>
/// Thread safety: all members may be used from any thread. One waits at a time: a <see cref="TickAsync"/>, or a select.
/// Ticks come from the timers of the runtime in which the interval was made.
/// </para>
/// <para>Cancellation: a wait that is cancelled or aborted takes no tick; the next call gets it.</para>
/// <para>
/// Fairness: a tick goes behind everything that is ready to run when it comes, as the end of a
/// <see cref="Time.Sleep"/> does.
/// </para>
/// <example>
/// <code>
/// static async LitenTask ReportAsync(CancellationToken cancellationToken)
/// {
///     using Interval interval = Time.Interval(TimeSpan.FromSeconds(10), MissedTickBehavior.Skip);
///     while (await interval.TickAsync(cancellationToken))
///     {
///         Console.WriteLine(Runtime.Current.Metrics.AliveTasks);
///     }
/// }
/// </code>
/// </example>
/// <code>
/// field        written by                         under
/// all others   TickAsync, Reset, Dispose, firing  the driver's latch
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Interval : IAsyncEnumerable<long>, IDisposable
{
    /// <summary>Timers and workers are late by less; tokio's number.</summary>
    private const long Tolerance = 5 * Nanoseconds.PerMillisecond;

    private readonly TimerDriver _driver;
    private readonly TickWait _wait;
    private readonly MissedTickBehavior _missed;
    private readonly long _period;

    /// <summary>When the next tick is on the schedule.</summary>
    private long _next;
    private long _number;

    /// <summary>The wait under way, armed or about to be; null if nobody waits.</summary>
    private TickWait? _waiting;
    private bool _isDisposed;

    internal Interval(TimerDriver driver, TimeSpan dueTime, TimeSpan period, MissedTickBehavior missed)
    {
        _driver = driver;
        _wait = new TickWait(driver);
        _missed = missed;
        _period = Nanoseconds.In(period);
        Period = period;
        _next = Nanoseconds.After(driver.Clock.Nanoseconds, Nanoseconds.In(dueTime));
    }

    /// <summary>The time between two ticks.</summary>
    public TimeSpan Period { get; }

    /// <summary>
    /// The number of the last tick, from 1; 0 before the first. Ticks that were skipped are counted.
    /// </summary>
    public long Number
    {
        get
        {
            _driver.Latch.Enter();
            long number = _number;
            _driver.Latch.Exit();
            return number;
        }
    }

    /// <summary>Waits for the next tick.</summary>
    /// <param name="cancellationToken">Ends the wait; the tick is left to the next call.</param>
    /// <returns>True at a tick; false once the interval is disposed.</returns>
    /// <exception cref="InvalidOperationException">
    /// Another call or a select waits. Thrown by the call itself.
    /// </exception>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">
    /// When awaited: the waiting task was aborted, or the interval's runtime has ended.
    /// </exception>
    public LitenTask<bool> TickAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                this, static (interval, token) => interval.TickAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<bool>(refusal);
        }

        long now = _driver.Clock.Nanoseconds;
        _driver.Latch.Enter();
        bool isTaken = _waiting is not null;
        bool isOver = !isTaken && TryEndUnsynchronized(now);
        bool ticks = !_isDisposed;
        _waiting ??= isOver ? null : _wait;
        _driver.Latch.Exit();
        if (isTaken)
        {
            throw OthersWait();
        }

        return isOver ? new LitenTask<bool>(ticks) : Wait(cancellationToken);
    }

    /// <summary>Starts the schedule anew: the next tick comes one period from now. Missed ones do not come.</summary>
    /// <exception cref="ObjectDisposedException">The interval is disposed.</exception>
    public void Reset() => ResetTo(_period);

    /// <summary>Starts the schedule anew: the next tick comes after this time. Missed ones do not come.</summary>
    /// <param name="dueTime">Zero for at once, or more, or <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="ObjectDisposedException">The interval is disposed.</exception>
    public void Reset(TimeSpan dueTime)
    {
        ThrowIfNegative(dueTime, nameof(dueTime));
        ResetTo(Nanoseconds.In(dueTime));
    }

    /// <summary>Ends the interval: a waiting <see cref="TickAsync"/> and all later ones return false.</summary>
    public void Dispose()
    {
        SchedulingPoint.Here();
        _driver.Latch.Enter();
        _isDisposed = true;
        TickWait? waiting = _waiting;
        bool mustEnd = waiting is not null && waiting.TryDisarmUnsynchronized() && waiting.TryClaim();
        _driver.Latch.Exit();
        if (mustEnd)
        {
            waiting!.SetResult(default);
        }
    }

    /// <summary>
    /// The numbers of the ticks, as they come, until the interval is disposed; see <see cref="Number"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for a tick.</param>
    /// <returns>One of those that may wait at a time.</returns>
    public async IAsyncEnumerator<long> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await TickAsync(cancellationToken))
        {
            yield return Number;
        }
    }

    /// <summary>The interval in one line, for people.</summary>
    public override string ToString() => $"Interval of {Period} ({(_isDisposed ? "disposed" : $"{_number} ticks")})";

    internal static void ThrowIfNegative(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                name, time, $"{name} must be zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }

    private async LitenTask<bool> Wait(CancellationToken cancellationToken)
    {
        try
        {
            // More than once if the interval is reset when its tick has come and has not been taken yet.
            bool ticks;
            while (!TryEndOrArm(out ticks))
            {
                await _wait.Begin(cancellationToken);
            }

            return ticks;
        }
        finally
        {
            Leave();
        }
    }

    /// <returns>False if the wait is armed now and must be awaited.</returns>
    private bool TryEndOrArm(out bool ticks)
    {
        long now = _driver.Clock.Nanoseconds;
        bool movedUp = false;
        _driver.Latch.Enter();
        try
        {
            ticks = !_isDisposed;
            if (TryEndUnsynchronized(now))
            {
                return true;
            }

            if (_driver.IsClosedUnsynchronized)
            {
                throw Sleeps.RuntimeHasEnded();
            }

            _wait.ArmUnsynchronized(_next, out movedUp);
        }
        finally
        {
            _driver.Latch.Exit();
        }

        if (movedUp)
        {
            _driver.AnnounceEarlierDeadline();
        }

        return false;
    }

    /// <summary>Takes the tick if it is there.</summary>
    /// <returns>False if one must wait.</returns>
    private bool TryEndUnsynchronized(long now)
    {
        if (_isDisposed)
        {
            return true;
        }

        if (now < _next || _next == Nanoseconds.Forever)
        {
            return false;
        }

        long late = now - _next;
        long missed = _missed == MissedTickBehavior.Skip ? late / _period : 0;
        bool moves = _missed == MissedTickBehavior.Delay && late > Math.Min(Tolerance, _period);
        _number += missed + 1;
        _next = Nanoseconds.After(moves ? now : _next + (missed * _period), _period);
        return true;
    }

    private void ResetTo(long delay)
    {
        SchedulingPoint.Here();
        long now = _driver.Clock.Nanoseconds;
        bool movedUp = false;
        _driver.Latch.Enter();
        bool isDisposed = _isDisposed;
        if (!isDisposed)
        {
            _next = Nanoseconds.After(now, delay);
            if (_waiting is { } waiting && waiting.TryDisarmUnsynchronized())
            {
                // Its place in the wheel is free again, so this needs no memory.
                waiting.ArmUnsynchronized(_next, out movedUp);
            }
        }

        _driver.Latch.Exit();
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (movedUp)
        {
            _driver.AnnounceEarlierDeadline();
        }
    }
}
