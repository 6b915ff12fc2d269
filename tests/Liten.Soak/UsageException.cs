namespace Liten.Soak;

/// <summary>The user asked for something that cannot be.</summary>
internal sealed class UsageException(string message) : Exception(message);
