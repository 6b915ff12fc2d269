namespace Liten.Testing;

/// <summary>Something that a fault may strike between two steps.</summary>
/// <param name="Kind">How: by an abort, or by a cancellation.</param>
/// <param name="Number">The task's number, or that of the source in the order in which they were named.</param>
/// <param name="Target">The task or the source.</param>
internal readonly record struct FaultTarget(DeviationKind Kind, int Number, object Target);
