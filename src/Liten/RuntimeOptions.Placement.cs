namespace Liten;

/// <content>Where the operating system runs the workers.</content>
public sealed partial class RuntimeOptions
{
    private IReadOnlyList<int>? _workerAffinity;
    private ThreadPriority _workerPriority = ThreadPriority.Normal;

    /// <summary>
    /// The processors that the workers are bound to: worker 0 to the first one, and so on; when there are more workers,
    /// the list begins anew. null, the default, to let the system choose at any time.
    /// </summary>
    /// <value>Not empty; numbers from 0 to 8191 as the system counts them.</value>
    /// <remarks>
    /// Linux only: elsewhere building the runtime throws <see cref="PlatformNotSupportedException"/>. A processor that
    /// the process may not use makes it throw <see cref="InvalidOperationException"/>. Threads of the blocking pool are
    /// not bound, nor are those that stand in for a worker.
    /// </remarks>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public IReadOnlyList<int>? WorkerAffinity
    {
        get => _workerAffinity;
        set
        {
            if (value is { Count: 0 })
            {
                throw new ArgumentException("WorkerAffinity must name at least one processor.", nameof(value));
            }

            foreach (int processor in value ?? [])
            {
                InRange(processor, 0, ThreadPlacement.MostProcessors - 1, nameof(WorkerAffinity));
            }

            _workerAffinity = value is null ? null : [.. value];
        }
    }

    /// <summary>The operating system's priority of the workers' threads.</summary>
    /// <value>The default is <see cref="ThreadPriority.Normal"/>, which leaves them as they are.</value>
    /// <remarks>
    /// Linux and Windows only: elsewhere building the runtime throws <see cref="PlatformNotSupportedException"/>. On
    /// Linux it is the nice value of each thread, 10 to -10 in steps of five. To raise one takes a privilege; without
    /// it building the runtime throws <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public ThreadPriority WorkerPriority
    {
        get => _workerPriority;
        set => _workerPriority = (ThreadPriority)InRange(
            (int)value, (int)ThreadPriority.Lowest, (int)ThreadPriority.Highest, nameof(WorkerPriority));
    }

    /// <summary>What starts the workers' threads.</summary>
    /// <exception cref="PlatformNotSupportedException">The system cannot place threads so.</exception>
    /// <exception cref="InvalidOperationException">The system refuses it.</exception>
    internal ThreadSource WorkerThreadSource()
    {
        if (WorkerAffinity is null && WorkerPriority == ThreadPriority.Normal)
        {
            return Threads;
        }

        var placed = new PlacedThreads(Threads, WorkerAffinity, WorkerPriority, WorkerThreads);
        placed.Try($"{WorkerThreadName}-placement");
        return placed;
    }

    private void ValidatePlacement()
    {
        if (CurrentThread && (WorkerAffinity is not null || WorkerPriority != ThreadPriority.Normal))
        {
            throw new InvalidOperationException(
                "A current-thread runtime has no worker threads that WorkerAffinity or WorkerPriority could place. " +
                "Leave out CurrentThread, or those.");
        }
    }
}
