namespace Liten;

/// <summary>What may be said about a task when it is spawned.</summary>
/// <example><code>runtime.Spawn(ReadAsync, new SpawnOptions { Name = "reader" });</code></example>
public sealed class SpawnOptions
{
    private readonly TimeSpan? _deadline;

    /// <summary>A name for people: in reports, hooks and error messages. Names need not be unique.</summary>
    /// <value>The default is null, no name.</value>
    public string? Name { get; init; }

    /// <summary>Aborts the task when it is cancelled, as <see cref="JoinHandle.Abort"/> does.</summary>
    /// <value>The default is a token that is never cancelled.</value>
    /// <remarks>
    /// With a token that is cancelled already the task never starts. The task holds a place in the token's source only
    /// as long as it lives.
    /// </remarks>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// The lane of the runtime that the task or job belongs to: see <see cref="RuntimeOptions.Lanes"/>.
    /// </summary>
    /// <value>The default is null: the lane of the code that spawns, else the one called <c>default</c>.</value>
    /// <remarks>A name that the runtime does not know makes the spawn throw <see cref="ArgumentException"/>.</remarks>
    public string? Lane { get; init; }

    /// <summary>
    /// How soon the task shall have run, from its spawn on: its place in a lane of the order
    /// <see cref="LaneOrder.EarliestDeadline"/>, or in one of the user's.
    /// </summary>
    /// <value>More than zero. The default is null, no deadline: behind all that have one.</value>
    /// <remarks>
    /// Nothing happens when it is over but that the task stays ahead of later ones. Children have one of their own, or
    /// none.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan? Deadline
    {
        get => _deadline;
        init => _deadline = value is { } deadline && deadline <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(
                nameof(Deadline), value, $"{nameof(Deadline)} must be more than zero: it counts from the spawn.")
            : value;
    }
}
