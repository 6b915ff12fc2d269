namespace Replay.Bugs;

/// <summary>Something is not as the test expects it.</summary>
public sealed class UnexpectedException(string message) : Exception(message);
