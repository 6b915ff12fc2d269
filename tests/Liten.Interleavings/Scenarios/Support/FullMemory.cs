namespace Liten.Interleavings;

/// <summary>What scenarios need in which memory is full once.</summary>
internal static class FullMemory
{
    /// <summary>In place of the result of a task that has failed for want of memory.</summary>
    public const int Refused = -2;

    /// <summary>Items that no scenario counts.</summary>
    public const string Filler = "filler";

    /// <summary>Does something; false if there was no memory for it.</summary>
    public static bool Allows(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    public static int Outcome(JoinHandle<int> handle)
    {
        Assert.True(handle.IsCompleted);
        try
        {
            return handle.GetResult();
        }
        catch (OutOfMemoryException)
        {
            return Refused;
        }
    }

    /// <summary>A task that waits for a value.</summary>
    public static (OneshotSender<int> Sender, JoinHandle<int> Task) BeginToReceive(Lab lab)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        return (sender, lab.Begin(async LitenTask<int> () => await receiver));
    }

    /// <summary>Throws unless the lock is free and all lockers but one at most had it.</summary>
    public static void EnsureLockIsFree(AsyncMutex<int> mutex, JoinHandle<int>[] lockers, int mayBeRefused)
    {
        int locked = lockers.Count(static locker => Outcome(locker) != Refused);
        Assert.True(locked >= lockers.Length - mayBeRefused);
        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> guard));
        Assert.Equal(locked, guard.Value);
    }

    /// <summary>A queue whose last segment has room for one item more.</summary>
    public static InjectionQueue<string> NearlyFullQueue()
    {
        var queue = new InjectionQueue<string>();
        while (queue.Count < InjectionSegment<string>.Capacity - 1)
        {
            queue.Push(Filler);
        }

        return queue;
    }

    /// <summary>Pushes an item, and enters it in the ledger if the queue has taken it.</summary>
    public static void Push(InjectionQueue<string> queue, Ledger<string> ledger, string item)
    {
        if (Allows(() => Expect.That(queue.Push(item))))
        {
            ledger.HandOut(item);
        }
    }

    public static void Settle<T>(Ledger<T> ledger, T? item)
        where T : class
    {
        if (item is not (null or Filler))
        {
            ledger.Settle(item);
        }
    }

    /// <summary>Throws unless the count is right, and what was taken in comes out, once, and nothing else.</summary>
    public static void EnsureInOrder(InjectionQueue<string> queue, Ledger<string> ledger)
    {
        for (int left = queue.Count; left > 0; left--)
        {
            string? item = queue.TryPop();
            Expect.That(item is not null);
            Settle(ledger, item);
        }

        // What is pushed after all that comes out as the next one.
        Expect.That(queue.Push("last"));
        Expect.That(queue.TryPop() is "last");
        ledger.EnsureSettled();
    }
}
