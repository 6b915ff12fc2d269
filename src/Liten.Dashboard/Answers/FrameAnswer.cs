namespace Liten;

/// <summary>A suspended method of a stack.</summary>
internal sealed record FrameAnswer(string Method, string? Site);
