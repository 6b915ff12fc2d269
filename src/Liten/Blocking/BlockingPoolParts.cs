namespace Liten;

/// <summary>What a blocking pool is built from.</summary>
internal sealed record BlockingPoolParts
{
    public required TaskHost Host { get; init; }

    public required ThreadSource Threads { get; init; }

    /// <summary>The runtime's name for its threads; see <see cref="Kind"/>.</summary>
    public required string ThreadName { get; init; }

    /// <summary>At least 1.</summary>
    public required int MaxThreads { get; init; }

    /// <summary>Jobs that may wait for a thread: zero or more; the largest number is no limit.</summary>
    public int MaxQueue { get; init; } = int.MaxValue;

    /// <summary>For each lane by index, what limits its threads, or null; null if no lane has a limit.</summary>
    public IReadOnlyList<JobGate?>? Gates { get; init; }

    /// <summary>What threads are called behind the name: <c>{ThreadName}-{Kind}-0</c>, <c>-1</c>, ...</summary>
    public string Kind { get; init; } = "blocking";

    /// <summary>
    /// How long a thread stays without work: zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>In bytes; 0 for the platform's default.</summary>
    public required int StackSize { get; init; }

    /// <summary>Finished objects of one type that each thread keeps for reuse.</summary>
    public required int PoolCapacity { get; init; }

    /// <summary>
    /// Whether jobs run as turns: where one thread runs everything, in an order that somebody chooses.
    /// </summary>
    public bool JobsAreTurns { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its range.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Host);
        ArgumentNullException.ThrowIfNull(Threads);
        ArgumentNullException.ThrowIfNull(ThreadName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxThreads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueue);
        ArgumentOutOfRangeException.ThrowIfNegative(StackSize);
        ArgumentOutOfRangeException.ThrowIfNegative(PoolCapacity);
        if (KeepAlive < TimeSpan.Zero && KeepAlive != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(KeepAlive), KeepAlive, "The keep-alive must be zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }

    /// <summary>The keep-alive as <see cref="Parker.ParkFor"/> wants it.</summary>
    public long KeepAliveNanoseconds() => Nanoseconds.In(KeepAlive);
}
