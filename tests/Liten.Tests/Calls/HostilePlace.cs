namespace Liten.Tests.Calls;

/// <summary>
/// A context and a scheduler that keep what they are given, with all that it shows of the awaiting code, and run it when the test says
/// so, as often as it says.
/// </summary>
internal sealed class HostilePlace
{
    private readonly Lock _lock = new();
    private readonly List<Action> _given = [];
    private int _ran;

    public bool ThrowsAfterPost { get; init; }

    /// <summary>Runs code where this is the current context or scheduler.</summary>
    public T Within<T>(string place, Func<T> code)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(place == "context" ? new Context(this) : null);
        try
        {
            if (place == "context")
            {
                return code();
            }

            var task = new Task<T>(code);
            task.RunSynchronously(new Scheduler(this));
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs what was not run yet, and what is given meanwhile.</summary>
    public void RunAllOnce()
    {
        while (Next() is { } action)
        {
            action();
        }
    }

    /// <summary>Runs everything that was ever given once more.</summary>
    public void RunAllAgain() => Snapshot().ForEach(static action => action());

    private List<Action> Snapshot()
    {
        lock (_lock)
        {
            return [.. _given];
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            return _ran < _given.Count ? _given[_ran++] : null;
        }
    }

    private void Give(Action action)
    {
        lock (_lock)
        {
            _given.Add(action);
        }
    }

    private sealed class Context(HostilePlace place) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            place.Give(() => d(state));
            if (place.ThrowsAfterPost)
            {
                throw new FormatException();
            }
        }
    }

    /// <summary>A scheduler cannot run a task twice, but sees its state.</summary>
    private sealed class Scheduler(HostilePlace place) : TaskScheduler
    {
        protected override void QueueTask(Task task) => place.Give(() =>
        {
            if (!TryExecuteTask(task))
            {
                (task.AsyncState as Action)?.Invoke();
                (task.AsyncState as IThreadPoolWorkItem)?.Execute();
            }
        });

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
