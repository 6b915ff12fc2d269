namespace Liten.Compare;

/// <summary>The command line asks for something that is not there. The message is one line for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
