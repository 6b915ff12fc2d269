namespace Liten;

/// <summary>The sleeping waits of one runtime: <see cref="Time.Sleep"/> on the wheel of its <see cref="TimerDriver"/>.</summary>
internal sealed class Sleeps(TimerDriver driver) : IWaitQueue<VoidResult>
{
    /// <summary>Sleeps that have a timer; guarded by the driver's latch.</summary>
    private int _armed;

    /// <summary>How many sleeps will end by themselves.</summary>
    public int Count
    {
        get
        {
            driver.Latch.Enter();
            int count = _armed;
            driver.Latch.Exit();
            return count;
        }
    }

    /// <summary>What a sleep ends with when nothing is left that could end it.</summary>
    public static TaskAbortedException RuntimeHasEnded() => new("The runtime has ended, and with it this sleep.");

    /// <summary>Waits for a time; see <see cref="Time.Sleep"/>.</summary>
    public LitenTask Sleep(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException(refusal);
        }

        bool isEndless = duration == Timeout.InfiniteTimeSpan;
        if (duration <= TimeSpan.Zero && !isEndless)
        {
            return LitenTask.Yield();
        }

        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(this);
        if (isEndless)
        {
            // A pooled node still carries its last key, perhaps of another runtime's wheel.
            node.Mark = default(TimerKey).ToUInt64();
        }
        else if (!TryArm(node, duration))
        {
            node.Discard();
            return LitenTask.FromException(RuntimeHasEnded());
        }

        return new LitenTask(node.Begin(cancellationToken));
    }

    /// <summary>The wheel has handed a sleep out: for the holder of the driver's latch.</summary>
    /// <returns>Whether the sleep is ours to end. It may be gone once the latch is free.</returns>
    public bool TryTakeUnsynchronized(WaitNode<VoidResult> node)
    {
        // A node that was still in the wheel is still in the use it was armed for: whoever has claimed it otherwise goes
        // through Forget, and so through the latch, before anybody can recycle it.
        _armed--;
        return node.TryClaim();
    }

    /// <summary>A token or an abort has won the wait. If it was due at the same moment, the key is stale and nothing happens.</summary>
    void IWaitQueue<VoidResult>.Forget(WaitNode<VoidResult> node)
    {
        driver.Latch.Enter();
        _armed -= driver.DisarmUnsynchronized(TimerKey.FromUInt64(node.Mark)) ? 1 : 0;
        driver.Latch.Exit();
    }

    /// <returns>False after the end of the runtime.</returns>
    private bool TryArm(WaitNode<VoidResult> node, TimeSpan duration)
    {
        long deadline = TimerTick.After(driver.Clock.Nanoseconds, TimerTick.NanosecondsIn(duration));
        bool movedUp;
        driver.Latch.Enter();
        try
        {
            if (driver.IsClosedUnsynchronized)
            {
                return false;
            }

            // Another thread may fire the node as soon as the latch is free, but nobody can recycle it before it is awaited.
            node.Mark = driver.ArmUnsynchronized(deadline, node, out movedUp).ToUInt64();
            _armed++;
        }
        finally
        {
            driver.Latch.Exit();
        }

        if (movedUp)
        {
            driver.AnnounceEarlierDeadline();
        }

        return true;
    }
}
