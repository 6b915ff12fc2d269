namespace Liten;

/// <summary>That there is a runtime of this name. What serves all runtimes is given all names.</summary>
internal sealed record RuntimeName(string Value);
