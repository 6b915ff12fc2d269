namespace Liten.Stress;

/// <summary>What tasks throw on purpose.</summary>
internal sealed class StressException() : Exception("thrown on purpose");
