using System.Diagnostics.Tracing;

namespace Liten;

/// <summary>
/// What Liten tells .NET's event tracing, under the name <c>Liten-Runtime</c>: events, and counters of all runtimes of
/// the process together. Free when nobody listens.
/// </summary>
[EventSource(Name = "Liten-Runtime")]
internal sealed class LitenEventSource : EventSource
{
    public static readonly LitenEventSource Log = new();

    private DiagnosticCounter[]? _counters;

    private LitenEventSource()
    {
    }

    /// <summary>Reads the counters of all runtimes; null before there is one.</summary>
    public static Func<RuntimeTotals>? ReadTotals { get; set; }

    /// <summary>Called when somebody has begun to listen.</summary>
    public static Action? ListenerCame { get; set; }

    /// <summary>Whether somebody wants to hear of stalls.</summary>
    public bool WantsStalls => IsEnabled(EventLevel.Warning, Keywords.Stalls);

    /// <summary>An exception that no code can observe any more.</summary>
    /// <param name="exception">The exception in full, with its stack trace.</param>
    /// <param name="task">The task it belongs to, or an empty string.</param>
    /// <param name="origin">Where it came from, in words.</param>
    [Event(1, Level = EventLevel.Error, Keywords = Keywords.Exceptions, Message = "Unhandled exception of {2}: {0}")]
    public void UnhandledException(string exception, string task, string origin)
        => WriteEvent(1, exception, task, origin);

    /// <summary>A worker that does not come back from user code.</summary>
    /// <param name="runtime">What its runtime is called.</param>
    /// <param name="worker">The name of its thread.</param>
    /// <param name="report">The report in words, with the stack if that is known.</param>
    [Event(2, Level = EventLevel.Warning, Keywords = Keywords.Stalls, Message = "{2}")]
    public void Stall(string runtime, string worker, string report) => WriteEvent(2, runtime, worker, report);

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
        {
            _counters ??= MakeCounters();
            ListenerCame?.Invoke();
        }
    }

    private DiagnosticCounter[] MakeCounters() =>
    [
        Level("task-count", "Tasks alive", static totals => totals.Alive),
        Rate("spawn-rate", "Tasks spawned", static totals => totals.Spawned),
        Rate("turn-rate", "Turns", static totals => totals.Turns),
        Rate("worker-busy-time", "Seconds in which workers were awake", static totals => totals.BusySeconds),
        Level("queue-length", "Items queued", static totals => totals.Queued),
        Level("blocking-thread-count", "Threads of the blocking pools", static totals => totals.BlockingThreads),
        Level("timer-count", "Timers set", static totals => totals.Timers),
        Level("stall-count", "Stalls since the start", static totals => totals.Stalls),
    ];

    private PollingCounter Level(string name, string text, Func<RuntimeTotals, double> read)
        => new(name, this, () => read(Totals())) { DisplayName = text };

    private IncrementingPollingCounter Rate(string name, string text, Func<RuntimeTotals, double> read)
        => new(name, this, () => read(Totals())) { DisplayName = text, DisplayRateTimeScale = TimeSpan.FromSeconds(1) };

    private static RuntimeTotals Totals() => ReadTotals?.Invoke() ?? default;

    /// <summary>What can be asked for by itself.</summary>
    public static class Keywords
    {
        public const EventKeywords Exceptions = (EventKeywords)1;

        /// <summary>Asking for it switches the stall watch of all runtimes on.</summary>
        public const EventKeywords Stalls = (EventKeywords)2;
    }
}
