namespace Liten;

/// <summary>A thread of a runtime, for a reader that looks for the one that runs a task.</summary>
/// <param name="Name">The thread's name.</param>
/// <param name="Turn">What it does.</param>
/// <param name="Turns">How many turns it has run; the same number tells that it is still in the same turn.</param>
/// <param name="Milliseconds">Since how many milliseconds it runs what it runs; 0 if that is not known.</param>
internal readonly record struct RunningThread(string Name, Turn Turn, long Turns, long Milliseconds = 0);
