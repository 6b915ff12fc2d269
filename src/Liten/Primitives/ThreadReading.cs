namespace Liten;

/// <summary>What a thread did when the operating system was asked.</summary>
/// <param name="IsRunning">It ran, or waited for a processor.</param>
/// <param name="IsWaiting">It waited for something else. When both are false, that is not known.</param>
/// <param name="ProcessorTime">What it has used so far, in steps of 10 ms; zero where that is not known.</param>
internal readonly record struct ThreadReading(bool IsRunning, bool IsWaiting, TimeSpan ProcessorTime);
