namespace Liten;

/// <summary>The user's callbacks. An exception in one does no harm: it is counted and reported once.</summary>
internal sealed class RuntimeHooks
{
    private AtomicCounter _failures;

    public Action<ThreadInfo>? OnThreadStart { get; init; }

    public Action<ThreadInfo>? OnThreadStop { get; init; }

    public Action<ThreadInfo>? OnThreadPark { get; init; }

    public Action<ThreadInfo>? OnThreadUnpark { get; init; }

    public Action<TaskInfo>? OnTaskSpawn { get; init; }

    public Action<TaskInfo>? OnTaskTerminate { get; init; }

    public Action<UnhandledExceptionInfo>? OnUnhandledException { get; init; }

    /// <summary>How many times a hook has thrown.</summary>
    public long Failures => _failures.Value;

    public void ThreadStarted(ThreadInfo thread) => Call(OnThreadStart, thread, nameof(OnThreadStart));

    public void ThreadStopped(ThreadInfo thread) => Call(OnThreadStop, thread, nameof(OnThreadStop));

    public void ThreadParks(ThreadInfo thread) => Call(OnThreadPark, thread, nameof(OnThreadPark));

    public void ThreadUnparked(ThreadInfo thread) => Call(OnThreadUnpark, thread, nameof(OnThreadUnpark));

    public void TaskSpawned(TaskInfo task) => Call(OnTaskSpawn, task, nameof(OnTaskSpawn));

    public void TaskTerminated(TaskInfo task) => Call(OnTaskTerminate, task, nameof(OnTaskTerminate));

    /// <summary>Reports an exception that no code can observe. Never throws.</summary>
    public void Unhandled(Exception exception, TaskInfo? task, string origin)
    {
        try
        {
            OnUnhandledException?.Invoke(new UnhandledExceptionInfo(exception, task, origin));
        }
        catch (Exception)
        {
            // The last resort has failed: it is only counted, since a worker must not die of it.
            _failures.Add(1);
        }
    }

    private void Call<T>(Action<T>? hook, T argument, string name)
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
            _failures.Add(1);
            Unhandled(exception, null, $"the hook {name}");
        }
    }
}
