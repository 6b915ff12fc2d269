namespace Liten;

/// <summary>The wait of a suspended call, in one use of it.</summary>
internal readonly record struct OpenWait(IAbortableWait Wait, uint Version)
{
    /// <summary>What is waited for, if the wait is in that use before and after the look.</summary>
    public WaitTarget Describe()
    {
        WaitTarget target = Wait.Describe();
        ReadFence.Pass();
        return Wait.ReadVersion() == Version ? target : WaitTarget.Moving;
    }

    /// <summary>Its place among those that wait for the same; 0 if that is not known.</summary>
    public int ReadPlace()
    {
        int place = Wait.ReadPlace();
        ReadFence.Pass();
        return Wait.ReadVersion() == Version ? place : 0;
    }

    /// <summary>On whom it depends; unknown if the wait is in another use by now.</summary>
    public WaitBlockers ReadBlockers()
    {
        WaitBlockers blockers = Wait.ReadBlockers();
        ReadFence.Pass();
        return Wait.ReadVersion() == Version ? blockers : default;
    }

    /// <summary>Reads what an item waits for, which the item may end or begin meanwhile.</summary>
    /// <remarks>
    /// The item must be listed, or alive, throughout. It waits for the same before and after the version is read, so
    /// the version is that of its own wait. Otherwise the wait has just begun or ended, and the item's code sees the
    /// abort by itself: see <see cref="CallSeat"/>.
    /// </remarks>
    public static bool TryRead(WorkItem item, out OpenWait open)
    {
        open = default;
        if (item.Wait is not { } wait)
        {
            return false;
        }

        open = new OpenWait(wait, wait.ReadVersion());
        return ReferenceEquals(item.Wait, wait);
    }
}
