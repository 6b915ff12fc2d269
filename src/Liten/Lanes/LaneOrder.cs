namespace Liten;

/// <summary>In which order the tasks of a lane run. Immutable.</summary>
public sealed class LaneOrder
{
    private readonly string _name;
    private readonly Func<LaneQueue>? _create;

    private LaneOrder(string name, Func<LaneQueue>? create = null)
    {
        _name = name;
        _create = create;
    }

    /// <summary>First come, first served.</summary>
    public static LaneOrder Fifo { get; } = new("first come, first served");

    /// <summary>
    /// The earliest <see cref="SpawnOptions.Deadline"/> first; then those that have none, first come, first served.
    /// </summary>
    /// <remarks>A task keeps its deadline for life, so one that yields gives way only to earlier ones.</remarks>
    public static LaneOrder EarliestDeadline { get; } = new("earliest deadline first");

    /// <summary>An order of the user's.</summary>
    /// <param name="create">Makes the lane's queue, once for each runtime that is built.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public static LaneOrder Custom(Func<LaneQueue> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new LaneOrder("an order of its own", create);
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    /// <summary>The queue of one lane.</summary>
    /// <param name="lane">The lane's name.</param>
    internal LaneStore CreateStore(string lane)
        => _create is null ? ReferenceEquals(this, EarliestDeadline) ? new DeadlineStore() : new FifoStore()
            : new CustomStore(
                _create() ?? throw new InvalidOperationException($"The order of lane '{lane}' has made no queue."),
                lane);
}
