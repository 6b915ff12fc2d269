namespace Liten;

/// <summary>
/// One lane of a runtime: a group of tasks with a share of the workers' time and an order of its own.
/// </summary>
/// <remarks>
/// A value out of range throws where it is set. What no single value can tell is checked when the runtime is built.
/// Immutable.
/// </remarks>
/// <example>
/// <code>
/// var options = new RuntimeOptions { Lanes = { new LaneOptions("bulk") { Shares = 1, MaxWorkers = 2 } } };
/// </code>
/// </example>
public sealed class LaneOptions
{
    /// <summary>The most shares a lane can have (arbitrary).</summary>
    internal const int MostShares = 1000;

    private readonly int _shares = 1;
    private readonly TimeSpan? _latency;
    private readonly int? _maxWorkers;
    private readonly IReadOnlyList<int>? _workers;
    private readonly int? _maxBlockingThreads;
    private readonly LaneOrder _order = LaneOrder.Fifo;

    /// <summary>Names a lane.</summary>
    /// <param name="name">
    /// What <see cref="SpawnOptions.Lane"/> says. <c>default</c> stands for the lane of all tasks that have no other.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LaneOptions(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>What <see cref="SpawnOptions.Lane"/> says.</summary>
    public string Name { get; }

    /// <summary>
    /// How much of the workers' time the lane gets, compared with the shares of the other lanes that want to run: of
    /// their time, not of the number of their turns.
    /// </summary>
    /// <value>1 to 1000. The default is 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Shares
    {
        get => _shares;
        init => _shares = value is >= 1 and <= MostShares
            ? value
            : throw OutOfRange(nameof(Shares), value, $"must be between 1 and {MostShares}");
    }

    /// <summary>
    /// How long a task of the lane that has become runnable shall wait at most: workers look at such a lane between any
    /// two turns. null for a lane whose tasks just wait for its share.
    /// </summary>
    /// <value>More than zero. The default is null.</value>
    /// <remarks>
    /// It is a target. It is met as long as the lane uses no more than its share, up to the length of the turn that
    /// runs at that moment.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan? Latency
    {
        get => _latency;
        init => _latency = value is { } latency && latency <= TimeSpan.Zero
            ? throw OutOfRange(nameof(Latency), latency, "must be more than zero")
            : value;
    }

    /// <summary>How many workers serve the lane at the same time at most; 1 makes a serial lane.</summary>
    /// <value>1 or more. The default is null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public int? MaxWorkers
    {
        get => _maxWorkers;
        init => _maxWorkers = value is < 1 ? throw OutOfRange(nameof(MaxWorkers), value, "must be at least 1") : value;
    }

    /// <summary>The numbers of the only workers that may run the lane's tasks, from 0 on.</summary>
    /// <value>Not empty. The default is null, all workers.</value>
    /// <exception cref="ArgumentException">The list is empty, or names a worker twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public IReadOnlyList<int>? Workers
    {
        get => _workers;
        init => _workers = value is null ? null : Checked(value);
    }

    /// <summary>In which order the lane's tasks run.</summary>
    /// <value>The default is <see cref="LaneOrder.Fifo"/>.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public LaneOrder Order
    {
        get => _order;
        init => _order = value ?? throw new ArgumentNullException(nameof(Order));
    }

    /// <summary>How many threads of the blocking pool run jobs of the lane at the same time at most.</summary>
    /// <value>1 or more. The default is null: no limit but the pool's own.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public int? MaxBlockingThreads
    {
        get => _maxBlockingThreads;
        init => _maxBlockingThreads
            = value is < 1 ? throw OutOfRange(nameof(MaxBlockingThreads), value, "must be at least 1") : value;
    }

    /// <summary>The lane in one line, for people.</summary>
    public override string ToString()
        => $"lane '{Name}': {Shares} shares, {Order}"
            + (Latency is { } latency ? $", within {latency.TotalMilliseconds} ms" : "")
            + (MaxWorkers is { } most ? $", {most} workers at most" : "")
            + (Workers is { } workers ? $", only on {string.Join(", ", workers)}" : "");

    private static int[] Checked(IReadOnlyList<int> workers)
    {
        foreach (int worker in workers)
        {
            if (worker < 0)
            {
                throw OutOfRange(nameof(Workers), worker, "must name workers from 0 on");
            }
        }

        return workers.Count > 0 && workers.Distinct().Count() == workers.Count
            ? [.. workers]
            : throw new ArgumentException(
                $"Workers must name at least one worker, and each once: [{string.Join(", ", workers)}].");
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, object? value, string range)
        => new(name, value, $"{name} of a lane {range}.");
}
