using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <content>Those who wait for an item, and the timer that calls when the first one is due.</content>
public sealed partial class DelayQueue<T>
{
    bool ITimerTarget.TryTakeUnsynchronized() => true;

    void ITimerTarget.Fire()
    {
        _latch.Enter();
        SettleAndExit(_driver.Clock.Nanoseconds);
    }

    void ITimerTarget.EndWithRuntime()
    {
        ClaimedWaits<T> ended = default;
        _latch.Enter();
        ended.TakeAllFrom(ref _waiters);
        PlanAlarmUnsynchronized();
        _latch.Exit();
        ended.SetException(static () => new TaskAbortedException(
            "The runtime has ended, and with it the wait for an item of this DelayQueue."));
    }

    WaitTarget IWaitHolder<T>.Describe() => WaitTarget.Primitive(GetType(), Name);

    void IWaitHolder<T>.Forget(WaitNode<T> node)
    {
        long now = _driver.Clock.Nanoseconds;
        _latch.Enter();
        _waiters.Remove(node);
        SettleAndExit(now);
    }

    /// <summary>Takes what is due, unless receivers wait for it: for a select, which holds the latch.</summary>
    internal bool TryTakeUnsynchronized([MaybeNullWhen(false)] out T item)
        => TryTakeUnsynchronized(_driver.Clock.Nanoseconds, out item);

    /// <summary>Queues the wait of a select, which holds the latch.</summary>
    /// <returns>Whether <see cref="SetAlarm"/> must be called once all latches are left.</returns>
    internal bool EnqueueUnsynchronized(WaitNode<T> node)
    {
        _waiters.AddLast(node);
        return PlanAlarmUnsynchronized();
    }

    private LitenTask<T> Wait(CancellationToken cancellationToken)
    {
        WaitNode<T> node = WaitNode<T>.Rent(this);
        long now = _driver.Clock.Nanoseconds;
        _latch.Enter();
        if (TryTakeUnsynchronized(now, out T? item))
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<T>(item);
        }

        _waiters.AddLast(node);
        try
        {
            SettleAndExit(now);
        }
        catch when (node.TryWithdraw(node.Version))
        {
            // The wheel has no memory for the alarm.
            throw;
        }

        return node.Begin(cancellationToken);
    }

    private bool TryTakeUnsynchronized(long now, [MaybeNullWhen(false)] out T item)
    {
        bool taken = IsDueUnsynchronized(now) && WaitNode<T>.FirstWaiting(ref _waiters) is null;
        item = taken ? _items.RemoveFirst() : default;
        return taken;
    }

    private bool IsDueUnsynchronized(long now) => _items.FirstDue <= now && _items.FirstDue != Nanoseconds.Forever;

    /// <summary>
    /// Hands what is due to those who wait, in both orders, and sees to it that the wheel calls for the rest. Leaves
    /// the latch, which the caller holds.
    /// </summary>
    private void SettleAndExit(long now)
    {
        while (IsDueUnsynchronized(now) && WaitNode<T>.TakeClaimed(ref _waiters) is { } receiver)
        {
            T item = _items.RemoveFirst();
            _latch.Exit();
            receiver.SetResult(item);
            _latch.Enter();
        }

        bool mustSet = PlanAlarmUnsynchronized();
        _latch.Exit();
        if (mustSet)
        {
            SetAlarm();
        }
    }

    /// <returns>Whether <see cref="SetAlarm"/> must be called outside of the latch.</returns>
    private bool PlanAlarmUnsynchronized()
    {
        bool isWaitedFor = WaitNode<T>.FirstWaiting(ref _waiters) is not null;
        long alarm = isWaitedFor ? Math.Min(_items.FirstDue, Nanoseconds.Forever - 1) + 1 : NoAlarm;
        long before = _alarm.Value;
        if (alarm != before)
        {
            _alarm.Add(alarm - before);
        }

        return alarm != before;
    }

    /// <summary>
    /// Sets the timer to what is planned now: of several threads that have changed the plan, the last one here finds
    /// the last plan.
    /// </summary>
    internal void SetAlarm()
    {
        bool movedUp = false;
        bool isClosed = false;
        _driver.Latch.Enter();
        try
        {
            long alarm = _alarm.Value;
            isClosed = _driver.IsClosedUnsynchronized && alarm != NoAlarm;
            if (alarm == NoAlarm)
            {
                _driver.DisarmUnsynchronized(_timer, this);
            }
            else if (!isClosed)
            {
                _timer = _driver.RearmUnsynchronized(_timer, alarm - 1, this, out movedUp);
            }
        }
        catch
        {
            // The wheel has no memory. The next one that plans an alarm must not take it for set.
            _alarm.Add(NoAlarm - _alarm.Value);
            throw;
        }
        finally
        {
            _driver.Latch.Exit();
        }

        if (movedUp)
        {
            _driver.AnnounceEarlierDeadline();
        }

        if (isClosed)
        {
            ((ITimerTarget)this).EndWithRuntime();
        }
    }

    private void ThrowIfForeign(DelayKey key)
    {
        if (key.Queue is not null && !ReferenceEquals(key.Queue, this))
        {
            throw new ArgumentException(
                "The key is another DelayQueue's. Use it with the queue it came from.", nameof(key));
        }
    }

    private static long DueAfter(long now, TimeSpan delay) => delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan
        ? now
        : Nanoseconds.After(now, Nanoseconds.In(delay));
}
