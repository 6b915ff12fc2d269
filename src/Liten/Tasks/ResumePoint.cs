namespace Liten;

/// <summary>
/// Where a suspended method goes on: a runtime (<see cref="TaskHost"/>), a captured <see cref="SynchronizationContext"/> or
/// <see cref="TaskScheduler"/>, or, when there is none of these, the .NET ThreadPool (null).
/// </summary>
internal static class ResumePoint
{
    private static readonly SendOrPostCallback s_run = static state => WorkItem.RunToEnd((WorkItem)state!);
    private static readonly Action<object?> s_runInTask = static state => WorkItem.RunToEnd((WorkItem)state!);

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
        if (home is TaskHost host)
        {
            host.Scheduler.Schedule(item);
        }
        else
        {
            ScheduleOutside(home, item);
        }
    }

    public static void Yield(object? home, WorkItem item)
    {
        if (home is TaskHost host)
        {
            host.Scheduler.Yield(item);
        }
        else
        {
            ScheduleOutside(home, item);
        }
    }

    private static void ScheduleOutside(object? home, WorkItem item)
    {
        switch (home)
        {
            case SynchronizationContext context:
                context.Post(s_run, item);
                break;
            case TaskScheduler scheduler:
                Task.Factory.StartNew(s_runInTask, item, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                break;
            default:
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
                break;
        }
    }
}
