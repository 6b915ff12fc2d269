namespace Liten.Compare;

/// <param name="Threads">So many threads</param>
/// <param name="Factor">do so many times the work that one does in the same time.</param>
internal sealed record ScalingPoint(int Threads, double Factor);
