namespace Liten;

/// <summary>One runtime's sleeps: <see cref="Time.Sleep"/> on the wheel of its <see cref="TimerDriver"/>.</summary>
internal sealed class Sleeps(TimerDriver driver)
{
    /// <summary>How many sleeps have a timer. The driver's latch guards it.</summary>
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

    /// <summary>The end of a sleep when nothing is left that could end it.</summary>
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

        SleepWait sleep = SleepWait.Rent(this);
        if (!isEndless && !TryArm(sleep, Nanoseconds.After(driver.Clock.Nanoseconds, Nanoseconds.In(duration))))
        {
            sleep.Discard();
            return LitenTask.FromException(RuntimeHasEnded());
        }

        return new LitenTask(sleep.Begin(cancellationToken));
    }

    /// <summary>When a sleep is due, if it is on the wheel.</summary>
    public WaitTarget Describe(SleepWait sleep)
    {
        driver.Latch.Enter();
        bool isArmed = driver.TryGetDeadlineUnsynchronized(sleep.Mark, sleep, out long deadline);
        driver.Latch.Exit();
        if (!isArmed)
        {
            return new WaitTarget(WaitKind.Time, "a sleep without an end");
        }

        TimeSpan left = Nanoseconds.ToTimeSpan(Nanoseconds.Until(deadline, driver.Clock));
        return new WaitTarget(WaitKind.Time, $"a sleep that is due in {left}")
        {
            Subject = "a sleep",
            Remaining = left,
        };
    }

    /// <summary>The wheel has handed a sleep out: for the holder of the driver's latch.</summary>
    /// <returns>Whether this thread must end the sleep. If not, it may be gone once the latch is free.</returns>
    public bool TryTakeUnsynchronized(SleepWait sleep)
    {
        // A sleep that was still in the wheel is still in the use it was armed for. Any other winner goes through
        // Disarm, and so through the latch, before the sleep can be recycled.
        _armed--;
        return sleep.TryClaim();
    }

    /// <summary>
    /// A token or an abort has won the wait. A sleep that was due at the same moment, or is endless, has nothing to
    /// disarm.
    /// </summary>
    public void Disarm(SleepWait sleep)
    {
        driver.Latch.Enter();
        _armed -= driver.DisarmUnsynchronized(sleep.Mark, sleep) ? 1 : 0;
        driver.Latch.Exit();
    }

    /// <returns>False after the end of the runtime.</returns>
    /// <summary>Arms a sleep for a moment of the clock; false after the runtime's end.</summary>
    public bool TryArm(SleepWait sleep, long deadline)
    {
        bool movedUp;
        driver.Latch.Enter();
        try
        {
            if (driver.IsClosedUnsynchronized)
            {
                return false;
            }

            // Another thread may end the sleep as soon as the latch is free. No thread can recycle it before it is
            // awaited.
            sleep.Mark = driver.ArmUnsynchronized(deadline, sleep, out movedUp);
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
