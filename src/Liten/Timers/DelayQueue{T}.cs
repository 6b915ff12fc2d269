using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>A queue whose items come out when their time has come: timeouts, retries, expiring entries.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread. Several may wait in <see cref="ReceiveAsync"/>; each item
/// goes to one of them. Time is that of the runtime for which the queue was made.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted takes nothing. If its item came at the same moment, one of the two
/// wins: either the waiter gets the item, or it stays for the next one.
/// </para>
/// <para>
/// Fairness: items come in the order of their times and never early; those of one time come in the order in which they
/// were inserted or reset. Receivers get them in the order in which they came: nobody overtakes, 0 times.
/// </para>
/// <para>Memory that only a peak needed is given back when about three quarters of it are unused.</para>
/// <example>
/// <code>
/// static async LitenTask ExpireAsync(DelayQueue&lt;string&gt; sessions, CancellationToken cancellationToken)
/// {
///     await foreach (string session in sessions.WithCancellation(cancellationToken))
///     {
///         Console.WriteLine($"{session} has expired");
///     }
/// }
/// </code>
/// </example>
/// <code>
/// field     written by                          read by     under
/// _items    all members                         the same    _latch
/// _waiters  receiving, serving, Forget          the same    _latch
/// _alarm    who changes what is waited for      SetAlarm    written under _latch, read under the driver's
/// _timer    SetAlarm                            SetAlarm    the driver's latch
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class DelayQueue<T> : IAsyncEnumerable<T>, IWaitHolder<T>, ITimerTarget
{
    /// <summary>In place of the time at which the wheel must call: nobody waits.</summary>
    private const long NoAlarm = 0;

    private readonly TimerDriver _driver;
    private DelayHeap<T> _items = new(0);
    private SpinLatch _latch;
    private IntrusiveList<WaitNode<T>> _waiters;

    /// <summary>
    /// When the wheel must call, plus one; or <see cref="NoAlarm"/>. While somebody waits there always is a time, the
    /// end of time if need be: so the end of the runtime reaches everybody.
    /// </summary>
    private AtomicCounter _alarm;
    private int _timer;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>Makes an empty queue on the timers of the current runtime.</summary>
    /// <exception cref="InvalidOperationException">No runtime's code is running here.</exception>
    public DelayQueue() => _driver = TimerDriver.Current ?? throw new InvalidOperationException(
        "A DelayQueue needs the timers of a Liten runtime, and none is running this code. Make it in code that was " +
        "started with Runtime.BlockOn, Runtime.Spawn or a [LitenMain] method; or use " +
        "new DelayQueue<T>(runtime.TimeProvider).");

    /// <summary>Makes an empty queue on the timers of a runtime, for code that runs outside of it.</summary>
    /// <param name="timeProvider">The <see cref="TimeProvider"/> of a Liten runtime.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">It belongs to no Liten runtime.</exception>
    public DelayQueue(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _driver = timeProvider is LitenTimeProvider { Host: var host }
            ? TimerDriver.Of(host)
            : throw new ArgumentException(
                $"A DelayQueue needs the TimeProvider of a Liten runtime (runtime.TimeProvider), not a " +
                $"{timeProvider.GetType()}.",
                nameof(timeProvider));
    }

    /// <summary>How many items the queue holds, due or not. The answer may be outdated at once.</summary>
    public int Count
    {
        get
        {
            _latch.Enter();
            int count = _items.Count;
            _latch.Exit();
            return count;
        }
    }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    /// <summary>Puts an item into the queue.</summary>
    /// <param name="item">The item.</param>
    /// <param name="delay">
    /// From now. Zero or less is due at once; <see cref="Timeout.InfiniteTimeSpan"/> never, until it is reset; nor is,
    /// for practical purposes, anything above 292 years.
    /// </param>
    /// <returns>What names the item in <see cref="Reset"/> and <see cref="Remove"/>.</returns>
    /// <exception cref="InvalidOperationException">The queue holds 1,073,741,760 items already.</exception>
    public DelayKey Insert(T item, TimeSpan delay)
    {
        SchedulingPoint.Here();
        long now = _driver.Clock.Nanoseconds;
        long due = DueAfter(now, delay);
        _latch.Enter();
        while (!_items.HasRoom)
        {
            DelayHeap<T>.Room room = _items.PlanRoom();
            _latch.Exit();
            room = room.Allocate();
            _latch.Enter();
            _items.Grow(room);
        }

        int slot = _items.Add(item, due);
        var key = new DelayKey(this, slot, _items.LastNumber);
        SettleAndExit(now);
        return key;
    }

    /// <summary>Gives an item another time.</summary>
    /// <param name="key">What <see cref="Insert"/> returned; it stays good.</param>
    /// <param name="delay">From now; see <see cref="Insert"/>.</param>
    /// <returns>False if the item is no longer in the queue.</returns>
    /// <exception cref="ArgumentException">The key is another queue's.</exception>
    public bool Reset(DelayKey key, TimeSpan delay)
    {
        SchedulingPoint.Here();
        long now = _driver.Clock.Nanoseconds;
        long due = DueAfter(now, delay);
        ThrowIfForeign(key);
        _latch.Enter();
        bool moved = _items.TryMove(key.Slot, key.Id, due);
        SettleAndExit(now);
        return moved;
    }

    /// <summary>Takes an item out before or after its time has come.</summary>
    /// <param name="key">What <see cref="Insert"/> returned.</param>
    /// <param name="item">The item.</param>
    /// <returns>False if the item is no longer in the queue: it was received or removed.</returns>
    /// <exception cref="ArgumentException">The key is another queue's.</exception>
    public bool Remove(DelayKey key, [MaybeNullWhen(false)] out T item)
    {
        SchedulingPoint.Here();
        long now = _driver.Clock.Nanoseconds;
        ThrowIfForeign(key);
        _latch.Enter();
        bool removed = _items.TryRemove(key.Slot, key.Id, out item);
        SettleAndExit(now);
        return removed;
    }

    /// <summary>Drops all items. Waiting receivers go on waiting.</summary>
    public void Clear()
    {
        long now = _driver.Clock.Nanoseconds;
        _latch.Enter();
        long last = _items.LastNumber;
        _latch.Exit();
        var none = new DelayHeap<T>(last);
        _latch.Enter();
        none.LastNumber = _items.LastNumber;
        _items = none;
        SettleAndExit(now);
    }

    /// <summary>Waits until an item is due, and takes it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">
    /// When awaited: the waiting task was aborted, or the queue's runtime has ended and no item is due.
    /// </exception>
    public LitenTask<T> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                this, static (queue, token) => queue.ReceiveAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<T>(refusal);
        }

        return TryReceive(out T? item) ? new LitenTask<T>(item) : Wait(cancellationToken);
    }

    /// <summary>Takes an item that is due, unless receivers wait for it.</summary>
    /// <returns>False if none is due.</returns>
    public bool TryReceive([MaybeNullWhen(false)] out T item)
    {
        SchedulingPoint.Here();
        long now = _driver.Clock.Nanoseconds;
        _latch.Enter();
        if (IsDueUnsynchronized(now) && !_waiters.IsEmpty)
        {
            // The wheel is a little late: those who wait come first.
            SettleAndExit(now);
            _latch.Enter();
        }

        bool taken = TryTakeUnsynchronized(now, out item);
        _latch.Exit();
        return taken;
    }

    /// <summary>The items, as they become due, without end.</summary>
    /// <param name="cancellationToken">Ends the wait for an item.</param>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return await ReceiveAsync(cancellationToken);
        }
    }

    /// <summary>The queue's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString()
        => $"DelayQueue<{typeof(T).Name}> ({_items.Count} items, {_waiters.Count} waiting)";
}
