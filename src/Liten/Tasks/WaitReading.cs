namespace Liten;

/// <summary>What a task waited for at one instant.</summary>
/// <param name="Target">What it was.</param>
/// <param name="Use">
/// Which wait it was, to know it again: the wait or the awaited thing; null if there was none.
/// </param>
/// <param name="Version">Which use of it.</param>
/// <param name="Milliseconds">Since how many milliseconds at least; 0 if that is not known.</param>
internal readonly record struct WaitReading(
    WaitTarget Target, object? Use = null, uint Version = 0, long Milliseconds = 0)
{
    /// <summary>The thread that runs the task's code, or null.</summary>
    public string? Thread { get; init; }
}
