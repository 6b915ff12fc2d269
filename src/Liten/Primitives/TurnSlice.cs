namespace Liten;

/// <summary>Some time of a worker in which it ran one turn after the other: one, or many short ones together.</summary>
/// <param name="Begin">When the first one began, in nanoseconds of the runtime's clock.</param>
/// <param name="Busy">How long all of them took together.</param>
/// <param name="Turns">How many they are.</param>
/// <param name="Task">The task that ran last, or 0.</param>
internal readonly record struct TurnSlice(long Begin, long Busy, int Turns, long Task);
