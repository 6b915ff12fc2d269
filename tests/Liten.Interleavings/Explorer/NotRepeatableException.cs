namespace Liten.Interleavings;

/// <summary>A schedule took another course than the same decisions led to before. Usually a type was initialized in between.</summary>
internal sealed class NotRepeatableException() : Exception("The scenario does not repeat: the same decisions led elsewhere.");
