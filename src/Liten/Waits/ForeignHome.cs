namespace Liten;

/// <summary>
/// Where a suspended method goes on: a runtime (<see cref="TaskHost"/>), a captured <see cref="SynchronizationContext"/> or
/// <see cref="TaskScheduler"/>, or, when there is none of these, the .NET ThreadPool (null).
/// </summary>
internal static class ResumePoint
{
    private static readonly SendOrPostCallback s_run = static state => RunForeign((WorkItem)state!);
    private static readonly Action<object?> s_runInTask = static state => RunForeign((WorkItem)state!);

    /// <summary>The resume point of the code that is running now.</summary>
    public static object? Capture()
    {
        if (ThreadContext.Current is { } thread)
        {
            return thread.Host;
        }

        if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
        {
            return context;
        }

        return TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current;
    }

    public static void Schedule(object? home, WorkItem item)
    {
        if (home is not TaskHost host)
        {
            ScheduleOutside(home, item);
        }
        else if (!host.Scheduler.Schedule(item, ThreadContext.Current))
        {
            ScheduleAfterTheEnd(item);
        }
    }

    public static void Yield(object? home, WorkItem item)
    {
        if (home is not TaskHost host)
        {
            ScheduleOutside(home, item);
        }
        else if (!host.Scheduler.Yield(item, ThreadContext.Current))
        {
            ScheduleAfterTheEnd(item);
        }
    }

    /// <summary>The runtime has ended. A task of its was given up and never goes on; what belongs to no task is not cut off.</summary>
    private static void ScheduleAfterTheEnd(WorkItem item)
    {
        if (item.Owner is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private static void ScheduleOutside(object? home, WorkItem item)
    {
        try
        {
            switch (home)
            {
                case SynchronizationContext context:
                    context.Post(s_run, item);
                    return;
                case TaskScheduler scheduler:
                    Task.Factory.StartNew(s_runInTask, item, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                    return;
            }
        }
        catch (Exception)
        {
            // A context that refuses, such as that of a closed window. Whoever completes something must not fail because of one
            // of its waiters, and the waiter must not hang: it goes on where .NET sends what has no place to go to.
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    /// <summary>Runs an item on a thread of somebody else's, and leaves that thread's ExecutionContext as it was.</summary>
    private static void RunForeign(WorkItem item)
    {
        ExecutionContext? before = FlowContext.Capture();
        WorkItem.RunToEnd(item, ThreadContext.Current);
        FlowContext.Enter(before);
    }
}
