namespace Liten;

/// <content>Where runnable items go, while the runtime lives and after it.</content>
internal sealed partial class TaskHost
{
    /// <summary>Some hundred milliseconds (arbitrary).</summary>
    private const int AttemptsWithoutMemory = 2_000;

    public override void Schedule(WorkItem item, Turn? turn)
    {
        bool isQueued;
        try
        {
            isQueued = Scheduler.Schedule(item, turn);
        }
        catch (OutOfMemoryException)
        {
            isQueued = ScheduleWithoutMemory(item, turn);
        }

        if (!isQueued)
        {
            GoOnAfterTheEnd(item);
        }
    }

    public override void Yield(WorkItem item, Turn? turn)
    {
        bool isQueued;
        try
        {
            isQueued = Scheduler.Yield(item, turn);
        }
        catch (OutOfMemoryException)
        {
            isQueued = ScheduleWithoutMemory(item, turn);
        }

        if (!isQueued)
        {
            GoOnAfterTheEnd(item);
        }
    }

    /// <summary>
    /// The runtime has ended. A task of its was given up and never goes on; nothing else is cut off.
    /// </summary>
    public static void GoOnAfterTheEnd(WorkItem item)
    {
        if (item.Owner is not { IsGivenUp: true })
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    /// <summary>
    /// A wake-up has no one who could try it again, and its task would wait for ever: it waits here until a queue has
    /// room. Other threads make room by taking items.
    /// </summary>
    private bool ScheduleWithoutMemory(WorkItem item, Turn? turn)
    {
        Backoff backoff = default;
        for (int attempt = 0; ; attempt++)
        {
            backoff.Wait();
            try
            {
                return Scheduler.Schedule(item, turn);
            }
            catch (OutOfMemoryException) when (attempt < AttemptsWithoutMemory)
            {
                // Once more.
            }
        }
    }
}
