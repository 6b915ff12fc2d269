namespace Liten.Growth;

/// <summary>How often each operation is measured.</summary>
internal sealed record Protocol(int Rounds)
{
    /// <summary>
    /// Walking a list of so many takes several microseconds, far more than the operations themselves.
    /// </summary>
    public const int Others = 10_000;

    public const int Factor = 4;

    public static Protocol Full { get; } = new(9);

    public static Protocol Quick { get; } = new(3);
}
