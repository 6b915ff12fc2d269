using System.Diagnostics.Tracing;

namespace Liten;

/// <summary>What Liten tells .NET's event tracing, under the name <c>Liten</c>. Free when nobody listens.</summary>
[EventSource(Name = "Liten")]
internal sealed class LitenEventSource : EventSource
{
    public static readonly LitenEventSource Log = new();

    /// <summary>An exception that no code can observe any more.</summary>
    /// <param name="exception">The exception in full, with its stack trace.</param>
    /// <param name="task">The task it belongs to, or an empty string.</param>
    /// <param name="origin">Where it came from, in words.</param>
    [Event(1, Level = EventLevel.Error, Message = "Unhandled exception of {2}: {0}")]
    public void UnhandledException(string exception, string task, string origin)
        => WriteEvent(1, exception, task, origin);
}
