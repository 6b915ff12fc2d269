namespace Liten.Proof;

/// <summary>What tasks throw on purpose.</summary>
internal sealed class PlannedException() : Exception("thrown on purpose");
