namespace Liten;

/// <content>Who holds the mutex runs for a better lane that waits for it: see "Inversion" in src/Liten/Lanes.</content>
public abstract partial class MutexCore<TGuard>
{
    /// <summary>So many waiters are looked at when the lock goes to another holder (arbitrary).</summary>
    private const int MostLooks = 16;

    /// <summary>
    /// The new holder runs for the first few of those that still wait, where they are of a better lane.
    /// </summary>
    /// <returns>Whether it must be announced once the latch is left.</returns>
    private bool HastensHolderUnsynchronized()
    {
        bool hastens = false;
        if (TaskLanes.HasLanes(_holder))
        {
            WaitNode<TGuard>? waiter = _waiters.First;
            for (int i = 0; i < MostLooks && waiter is not null; i++, waiter = waiter.Next)
            {
                hastens |= TaskLanes.TryHasten(_holder, waiter.Asker, this);
            }
        }

        return hastens;
    }
}
