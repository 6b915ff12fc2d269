namespace Liten.Compare;

/// <summary>What one program needed for one line of the table: medians over the rounds.</summary>
/// <param name="Values">The line's figure, round by round.</param>
/// <param name="Ratio">Its figure divided by Liten's, of the same round: above 1 Liten is better. Null for Liten itself.</param>
/// <param name="CpuPerOperation">Nanoseconds of processor time, user and system, of all threads.</param>
/// <param name="BytesPerOperation">Allocated bytes; null where nobody counts them.</param>
/// <param name="CollectionsPerMillion">Garbage collections per million operations; null where there are none.</param>
internal sealed record PeerResult(IReadOnlyList<double> Values, Interval? Ratio, double CpuPerOperation, double? BytesPerOperation, double? CollectionsPerMillion)
{
    public double Value { get; } = Median.Of(Values);
}
