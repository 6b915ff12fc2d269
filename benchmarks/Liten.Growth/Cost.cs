namespace Liten.Growth;

/// <summary>What one operation costs.</summary>
/// <param name="Nanoseconds">Of processor time, on all threads.</param>
/// <param name="Bytes">That were allocated.</param>
/// <param name="Kept">Bytes that are still reachable afterwards.</param>
internal readonly record struct Cost(double Nanoseconds, double Bytes, double Kept)
{
    public static Cost None { get; } = new(double.MaxValue, double.MaxValue, double.MaxValue);

    /// <summary>What disturbs a round makes it dearer, never cheaper.</summary>
    public Cost Least(Cost other) => new(
        Math.Min(Nanoseconds, other.Nanoseconds), Math.Min(Bytes, other.Bytes), Math.Min(Kept, other.Kept));
}
