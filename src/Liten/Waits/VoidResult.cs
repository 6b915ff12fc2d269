namespace Liten;

/// <summary>The result of something that has none, so that one generic class serves both forms.</summary>
internal readonly struct VoidResult;
