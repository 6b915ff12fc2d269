namespace Liten.Testing;

/// <summary>Whether a task of .NET's can be ended by something outside of every schedule.</summary>
internal static class ForeignCause
{
    /// <summary>The name that .NET gives the task of <see cref="Task.Delay(TimeSpan)"/>.</summary>
    private const string Delay = "DelayPromise";

    /// <summary>
    /// A promise of the user's, or an async method, ends by code of the schedule; a delay of the system's does not.
    /// </summary>
    public static bool IsOutside(object awaited)
        => awaited is Task task && task.GetType().Name.StartsWith(Delay, StringComparison.Ordinal);

    public static string Describe(object awaited)
        => IsOutside(awaited) ? "a Task.Delay without a provider, in real time" : ForeignName.Of(awaited);
}
