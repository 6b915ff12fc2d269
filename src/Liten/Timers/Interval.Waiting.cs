namespace Liten;

/// <content>The interval as a case of a select, which has a wait of its own.</content>
public sealed partial class Interval
{
    /// <summary>Makes the wait of one case.</summary>
    internal TickWait NewWait() => new(_driver, this);

    /// <summary>Takes the tick if it is there, unless another one waits.</summary>
    /// <param name="own">The wait of the case.</param>
    internal TickLook Look(TickWait own)
    {
        long now = _driver.Clock.Nanoseconds;
        _driver.Latch.Enter();
        bool othersWait = IsOthers(_waiting, own);
        bool isOver = !othersWait && TryEndUnsynchronized(now);
        bool isDisposed = _isDisposed;
        _driver.Latch.Exit();
        return othersWait ? TickLook.OthersWait
            : !isOver ? TickLook.NotYet
            : isDisposed ? TickLook.Ended : TickLook.Taken;
    }

    /// <summary>From here on until <see cref="Leave"/> the given wait is the one that may be armed.</summary>
    /// <exception cref="InvalidOperationException">Another one waits.</exception>
    internal void Occupy(TickWait own)
    {
        _driver.Latch.Enter();
        bool othersWait = IsOthers(_waiting, own);
        _waiting ??= own;
        _driver.Latch.Exit();
        if (othersWait)
        {
            throw OthersWait();
        }
    }

    /// <summary>Begins to wait, or ends the wait at once if there is nothing to wait for any more.</summary>
    /// <param name="own">The wait, which occupies the interval.</param>
    /// <exception cref="TaskAbortedException">The runtime has ended.</exception>
    internal void Arm(TickWait own)
    {
        bool movedUp = false;
        bool isDisposed;
        _driver.Latch.Enter();
        try
        {
            isDisposed = _isDisposed;
            if (!isDisposed)
            {
                if (_driver.IsClosedUnsynchronized)
                {
                    throw Sleeps.RuntimeHasEnded();
                }

                // A moment that has passed is due at once.
                own.ArmUnsynchronized(_next, out movedUp);
            }
        }
        finally
        {
            _driver.Latch.Exit();
        }

        if (movedUp)
        {
            _driver.AnnounceEarlierDeadline();
        }

        if (isDisposed && own.TryClaim())
        {
            own.SetResult(default);
        }
    }

    /// <summary>The wait under way has ended: another may begin.</summary>
    internal void Leave()
    {
        _driver.Latch.Enter();
        _waiting = null;
        _driver.Latch.Exit();
    }

    internal static InvalidOperationException OthersWait() => new(
        "Another wait of this interval is under way, and a tick can go to one only. Await that first, or make an " +
        "interval for each.");

    private static bool IsOthers(TickWait? waiting, TickWait own)
        => waiting is not null && !ReferenceEquals(waiting, own);
}
