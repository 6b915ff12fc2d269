namespace Liten.Growth;

/// <summary>What is measured beside others, which must not make it dearer.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Others">What there are many of meanwhile.</param>
/// <param name="Perform">
/// Prepares the others, performs the operation many times between <see cref="Meter.Begin"/> and <see cref="Meter.End"/>,
/// and ends them. It runs as a task on the only worker of a runtime, which has one blocking thread.
/// </param>
internal sealed record Operation(string Name, string Others, Func<int, Meter, LitenTask> Perform)
{
    /// <summary>How often those are performed that leave the others as they are.</summary>
    public const int Times = 4_000;

    public bool IsNamed(string part) => ToString().Contains(part, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Name} ({Others})";
}
