using System.Diagnostics;

namespace Liten;

/// <summary>
/// Waits for whichever of several things can go on first: receive, send, lock, permit, notification, end, time. Exactly
/// one happens in each round; the others take and lose nothing.
/// </summary>
/// <remarks>
/// <para>
/// Build it once, with a case for each thing, and use it round by round. A round allocates nothing.
/// </para>
/// <para>
/// Thread safety: a select belongs to one piece of code, as an enumerator does. What it waits for is used by anybody.
/// </para>
/// <para>
/// Cancellation: a token or an abort ends the round, which then has taken nothing. If a case wins at the same moment,
/// one of the two wins.
/// </para>
/// <para>
/// Fairness: in a primitive's queue a select waits like any other, in the order in which they came. Among its own cases
/// it takes one that can go on by <see cref="SelectOrder"/>.
/// </para>
/// <example>
/// <code>
/// static async LitenTask RunAsync(MpscReceiver&lt;string&gt; jobs, OneshotReceiver&lt;int&gt; stop)
/// {
///     using Select select = Select.Create(SelectOrder.AsListed);
///     SelectCase&lt;int&gt; stopped = select.Receive(stop);
///     SelectCase&lt;string&gt; job = select.Receive(jobs);
///     SelectSignal idle = select.After(TimeSpan.FromSeconds(30));
///     while (await select.NextAsync())
///     {
///         if (stopped.Won(out _)) return;
///         if (job.Won(out string? next)) await WorkAsync(next);
///         if (idle.Won()) Console.WriteLine("Nothing to do.");
///     }
/// }
/// </code>
/// </example>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Select : IDisposable
{
    private SelectClause[] _clauses = [];
    private readonly SelectOrder _order;
    private bool _hasMoreThanTimes;

    /// <summary>
    /// Whether a round counts from its call on, since one of its sources forgets whom it does not find waiting.
    /// </summary>
    private bool _countsFromCall;

    private Select(SelectOrder order) => _order = order;

    /// <summary>Whether all sources have ended, so that no round has anything to wait for.</summary>
    public bool HasEnded
    {
        get
        {
            foreach (SelectClause clause in _clauses)
            {
                // A time keeps a select going only where there is nothing else.
                if (!clause.HasEnded && (clause.KeepsGoing || !_hasMoreThanTimes))
                {
                    return false;
                }
            }

            return _clauses.Length > 0;
        }
    }

    /// <summary>Makes a select without cases.</summary>
    /// <param name="order">Which case wins when several could.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is none of the two.</exception>
    public static Select Create(SelectOrder order = SelectOrder.Random)
        => order is SelectOrder.Random or SelectOrder.AsListed
            ? new Select(order)
            : throw new ArgumentOutOfRangeException(
                nameof(order), order, "A select's order is SelectOrder.Random or SelectOrder.AsListed.");

    /// <summary>Receives from a channel with one receiver.</summary>
    /// <exception cref="ArgumentNullException">There is no receiver.</exception>
    public SelectCase<T> Receive<T>(MpscReceiver<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Case(new ReceiveClause<T>(from.Core, $"Receive from MpscReceiver<{typeof(T).Name}>"));
    }

    /// <summary>Receives from a channel with several receivers.</summary>
    /// <exception cref="ArgumentNullException">There is no receiver.</exception>
    public SelectCase<T> Receive<T>(MpmcReceiver<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Case(new ReceiveClause<T>(from.Core, $"Receive from MpmcReceiver<{typeof(T).Name}>"));
    }

    /// <summary>Receives a broadcast's next item. One that lags throws, as the receiver itself does.</summary>
    /// <exception cref="ArgumentNullException">There is no receiver.</exception>
    public SelectCase<T> Receive<T>(BroadcastReceiver<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        string name = $"Receive from BroadcastReceiver<{typeof(T).Name}>";
        return Case(new FanOutClause<T>(from.Channel, from.Seat, name));
    }

    /// <summary>Receives a watch's next value.</summary>
    /// <exception cref="ArgumentNullException">There is no receiver.</exception>
    public SelectCase<T> Receive<T>(WatchReceiver<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        string name = $"Receive from WatchReceiver<{typeof(T).Name}>";
        return Case(new FanOutClause<T>(from.Channel, from.Seat, name));
    }

    /// <summary>Receives the value of a oneshot, once; then the case has ended.</summary>
    /// <exception cref="InvalidOperationException">The receiver is <c>default</c>.</exception>
    public SelectCase<T> Receive<T>(OneshotReceiver<T> from)
        => Case(new OneshotClause<T>(from.Cell, $"Receive from OneshotReceiver<{typeof(T).Name}>"));

    /// <summary>
    /// Sends to a channel with one receiver. Set <see cref="SelectSend{T}.Value"/> before each round.
    /// </summary>
    /// <exception cref="ArgumentNullException">There is no sender.</exception>
    public SelectSend<T> Send<T>(MpscSender<T> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return new(Add(new SendClause<T>(to.Core, $"Send to MpscSender<{typeof(T).Name}>")));
    }

    /// <summary>
    /// Sends to a channel with several receivers. Set <see cref="SelectSend{T}.Value"/> before each round.
    /// </summary>
    /// <exception cref="ArgumentNullException">There is no sender.</exception>
    public SelectSend<T> Send<T>(MpmcSender<T> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return new(Add(new SendClause<T>(to.Core, $"Send to MpmcSender<{typeof(T).Name}>")));
    }

    /// <summary>Takes a lock. Dispose the guard that is won.</summary>
    /// <exception cref="ArgumentNullException">There is no mutex.</exception>
    public SelectCase<AsyncMutexGuard<T>> Lock<T>(AsyncMutex<T> mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return Case(new LockClause<AsyncMutexGuard<T>>(mutex, $"Lock AsyncMutex<{typeof(T).Name}>"));
    }

    /// <summary>Takes a lock. Dispose the guard that is won.</summary>
    /// <exception cref="ArgumentNullException">There is no mutex.</exception>
    public SelectCase<AsyncMutexGuard> Lock(AsyncMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return Case(new LockClause<AsyncMutexGuard>(mutex, "Lock AsyncMutex"));
    }

    /// <summary>Acquires permits. Dispose what is won.</summary>
    /// <exception cref="ArgumentNullException">There is no semaphore.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No, or more permits than the semaphore's maximum.</exception>
    public SelectCase<SemaphorePermits> Acquire(AsyncSemaphore semaphore, int permits = 1)
    {
        ArgumentNullException.ThrowIfNull(semaphore);
        semaphore.Check(permits);
        return Case(new AcquireClause(semaphore, permits, $"Acquire {permits} of AsyncSemaphore"));
    }

    /// <summary>Waits for a notification.</summary>
    /// <exception cref="ArgumentNullException">There is no notify.</exception>
    public SelectSignal Wait(AsyncNotify notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return new(Add(new NotifyClause(notify, "Wait for AsyncNotify")));
    }

    /// <summary>Waits for a pulse after this call, and from then on for one after the last that it has seen.</summary>
    /// <exception cref="InvalidOperationException">The receiver is <c>default</c>.</exception>
    public SelectSignal Wait(PulseReceiver pulse) => new(Add(new PulseClause(pulse.Cell, "Wait for Pulse")));

    /// <summary>Waits for the end of a task, once. The handle has the outcome then.</summary>
    /// <exception cref="ArgumentNullException">There is no task.</exception>
    public SelectSignal Join(JoinHandle task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(Add(new JoinClause(task, $"Join task {task.Id}")));
    }

    /// <summary>Waits for a time to pass. Needs a runtime: without one, the round throws.</summary>
    /// <param name="delay">From the begin of a round, or of the first. Zero: at once, as a case that is ready.</param>
    /// <param name="eachRound">Whether each round begins anew; else the case wins once and has ended.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative and not infinite.</exception>
    public SelectSignal After(TimeSpan delay, bool eachRound = true)
    {
        LitenTimeProvider.ThrowIfOutOfRange(delay, nameof(delay));
        return new(Add(new AfterClause(delay, eachRound, $"After {delay}")));
    }

    /// <summary>
    /// Waits for the next tick of an interval, and takes it; <see cref="Interval.Number"/> tells which one it was.
    /// </summary>
    /// <remarks>
    /// When another case wins, the tick is left to the next round. A select waits for an interval as one
    /// <see cref="Interval.TickAsync"/> does: a round throws an <see cref="InvalidOperationException"/> while another
    /// waits. The case ends when the interval is disposed. Until then it keeps a select going only where there is
    /// nothing but times.
    /// </remarks>
    /// <exception cref="ArgumentNullException">There is no interval.</exception>
    public SelectSignal Tick(Interval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return new(Add(new TickClause(interval, $"Tick of {interval.Period}")));
    }

    /// <summary>Receives from a delay queue what is due.</summary>
    /// <exception cref="ArgumentNullException">There is no queue.</exception>
    public SelectCase<T> Receive<T>(DelayQueue<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Case(new DelayClause<T>(from, $"Receive from DelayQueue<{typeof(T).Name}>"));
    }

    /// <summary>
    /// Releases what a case has won and nobody has taken: a lock, permits, an item to its channel's drop callback, or
    /// back into its delay queue, due at once and under another key.
    /// </summary>
    /// <exception cref="InvalidOperationException">A round is under way.</exception>
    public void Dispose()
    {
        ThrowIfRunning();
        foreach (SelectClause clause in _clauses)
        {
            clause.GiveBack();
        }
    }

    /// <summary>The select's state, for people.</summary>
    public override string ToString() => $"Select ({string.Join(", ", _clauses)}{(_isRunning ? "; waiting" : "")})";

    private SelectCase<T> Case<T>(SelectClause<T> clause) => new(Add(clause));

    private TClause Add<TClause>(TClause clause)
        where TClause : SelectClause
    {
        ThrowIfRunning();
        clause.Order = clause.Source is { } source ? SourceOrder.Of(source) : long.MaxValue;
        _clauses = [.. _clauses, clause];
        _hasMoreThanTimes |= clause.KeepsGoing;
        _countsFromCall |= clause is NotifyClause;
        _inLatchOrder = [.. _clauses.Where(static one => one.Source is not null).OrderBy(static one => one.Order)];
        return clause;
    }

    private void ThrowIfRunning()
    {
        if (_isRunning)
        {
            throw new InvalidOperationException(
                "A round of this select is under way. Await the LitenTask of NextAsync, or cancel it, before using the "
                + "select again; two pieces of code need a select each.");
        }
    }
}
