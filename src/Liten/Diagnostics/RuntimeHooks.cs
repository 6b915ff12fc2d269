namespace Liten;

/// <summary>The user's callbacks. An exception in one does no harm: it is counted and reported once.</summary>
internal sealed class RuntimeHooks
{
    /// <summary>For code that runs outside of every runtime: nobody listens here.</summary>
    public static readonly RuntimeHooks None = new();

    private AtomicCounter _failures;
    private AtomicCounter _unhandled;

    public Action<ThreadInfo>? OnThreadStart { get; init; }

    public Action<ThreadInfo>? OnThreadStop { get; init; }

    public Action<ThreadInfo>? OnThreadPark { get; init; }

    public Action<ThreadInfo>? OnThreadUnpark { get; init; }

    public Action<TaskInfo>? OnTaskSpawn { get; init; }

    public Action<TaskInfo>? OnTaskTerminate { get; init; }

    public Action<UnhandledExceptionInfo>? OnUnhandledException { get; init; }

    public Action<StallReport>? OnStall { get; init; }

    /// <summary>How many times a hook has thrown.</summary>
    public long Failures => _failures.Value;

    /// <summary>How many exceptions no code could observe.</summary>
    public long UnhandledExceptions => _unhandled.Value;

    public void ThreadStarted(ThreadInfo thread) => Call(OnThreadStart, thread, nameof(OnThreadStart));

    public void ThreadStopped(ThreadInfo thread) => Call(OnThreadStop, thread, nameof(OnThreadStop));

    public void ThreadParks(ThreadInfo thread) => Call(OnThreadPark, thread, nameof(OnThreadPark));

    public void ThreadUnparked(ThreadInfo thread) => Call(OnThreadUnpark, thread, nameof(OnThreadUnpark));

    public void TaskSpawned(TaskInfo task) => Call(OnTaskSpawn, task, nameof(OnTaskSpawn));

    public void TaskTerminated(TaskInfo task) => Call(OnTaskTerminate, task, nameof(OnTaskTerminate));

    /// <summary>A worker does not come back from user code.</summary>
    public void Stalled(StallReport report) => Call(OnStall, report, nameof(OnStall));

    /// <summary>A hook of the runtime's end has failed, which ran as a task.</summary>
    public void ShutdownHookFailed(Exception exception, TaskInfo? task) => Failed(exception, task, "OnShutdown");

    /// <summary>
    /// The one rule for an exception that no code can observe any more, wherever it comes from. It is counted, traced,
    /// and given to the hook. Where no hook is set, .NET's TaskScheduler.UnobservedTaskException hears of it, at the
    /// next garbage collection. Never throws.
    /// </summary>
    public void Unhandled(Exception exception, TaskInfo? task, string origin)
    {
        _unhandled.Add(1);
        try
        {
            if (LitenEventSource.Log.IsEnabled())
            {
                LitenEventSource.Log.UnhandledException(exception.ToString(), task?.ToString() ?? "", origin);
            }

            if (OnUnhandledException is { } hook)
            {
                hook(new UnhandledExceptionInfo(exception, task, origin));
            }
            else
            {
                // Dropped on purpose: .NET reports the exception of a task that nobody has looked at.
                _ = Task.FromException(exception);
            }
        }
        catch (Exception)
        {
            // The last resort has failed: it is only counted, since a worker must not die of it.
            _failures.Add(1);
        }
    }

    /// <summary>Calls a hook of a user's, if there is one.</summary>
    public void Call<T>(Action<T>? hook, T argument, string name)
    {
        if (hook is null)
        {
            return;
        }

        try
        {
            hook(argument);
        }
        catch (Exception exception)
        {
            Failed(exception, null, name);
        }
    }

    private void Failed(Exception exception, TaskInfo? task, string name)
    {
        _failures.Add(1);
        Unhandled(exception, task, $"the hook {name}");
    }
}
