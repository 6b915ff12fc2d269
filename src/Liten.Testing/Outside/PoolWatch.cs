using System.Diagnostics.Tracing;

namespace Liten.Testing;

/// <summary>
/// Hears of everything that is queued to the ThreadPool, on the thread that does it: so an escape is known with its
/// line, and in every run at the same step.
/// </summary>
internal sealed class PoolWatch : EventListener
{
    private const string SourceName = "System.Diagnostics.Eventing.FrameworkEventSource";

    /// <summary>.NET's keyword for what goes to and comes from the ThreadPool.</summary>
    private const EventKeywords ThreadPoolKeyword = (EventKeywords)2;

    private const string Enqueue = "ThreadPoolEnqueueWork";

    private static readonly Lazy<PoolWatch> s_instance = new(() => new PoolWatch());

    /// <summary>Listens from now on. One listener serves all worlds; it looks only at the threads of those.</summary>
    public static void Start() => _ = s_instance.Value;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName)
        {
            EnableEvents(eventSource, EventLevel.Verbose, ThreadPoolKeyword);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith(Enqueue, StringComparison.Ordinal) == true)
        {
            OutsideWatch.Current?.Note(Escape.ToPool);
        }
    }
}
