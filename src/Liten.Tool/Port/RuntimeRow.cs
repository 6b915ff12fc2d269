namespace Liten.Tool;

/// <summary>A runtime of a process, as <c>ps</c> shows it.</summary>
internal sealed record RuntimeRow(string Name, int Workers, int Busy, int Tasks, int BlockingThreads);
