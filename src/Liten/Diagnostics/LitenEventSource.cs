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

    /// <summary>
    /// Called with the arguments of who has begun to listen, and with null when nobody listens any more.
    /// </summary>
    public static Action<IDictionary<string, string?>?>? Asked { get; set; }

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

    /// <summary>A runtime, for who asks which there are.</summary>
    /// <param name="question">The number that the question came with; the same in all events of its answer.</param>
    /// <param name="runtime">What the runtime is called.</param>
    /// <param name="workers">How many workers it has.</param>
    /// <param name="busy">How many of them are in a turn.</param>
    /// <param name="tasks">How many tasks are alive.</param>
    /// <param name="blockingThreads">How many threads its blocking pool has.</param>
    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Answers)]
    public void RuntimeIs(string question, string runtime, int workers, int busy, int tasks, int blockingThreads)
        => WriteEvent(3, question, runtime, workers, busy, tasks, blockingThreads);

    /// <summary>A thread that runs tasks, for who asks for those.</summary>
    /// <param name="question">As in <see cref="RuntimeIs"/>.</param>
    /// <param name="runtime">What its runtime is called.</param>
    /// <param name="thread">Its name.</param>
    /// <param name="systemThread">The system's number of it; 0 if that is not known.</param>
    /// <param name="runs">What it runs; empty if it is idle.</param>
    [Event(4, Level = EventLevel.Informational, Keywords = Keywords.Answers)]
    public void ThreadIs(string question, string runtime, string thread, long systemThread, string runs)
        => WriteEvent(4, question, runtime, thread, systemThread, runs);

    /// <summary>A piece of an answer that is text.</summary>
    /// <param name="question">As in <see cref="RuntimeIs"/>.</param>
    /// <param name="subject">The number of the runtime that it is about; empty if it is about all.</param>
    /// <param name="number">Its place among the pieces about the same, from 0 on.</param>
    /// <param name="text">The piece.</param>
    [Event(5, Level = EventLevel.Informational, Keywords = Keywords.Answers)]
    public void Part(string question, string subject, int number, string text)
        => WriteEvent(5, question, subject, number, text);

    /// <summary>The answer, or the part of it about one runtime, is whole.</summary>
    /// <param name="question">As in <see cref="RuntimeIs"/>.</param>
    /// <param name="subject">As in <see cref="Part"/>.</param>
    /// <param name="parts">How many pieces it had.</param>
    /// <param name="failure">Why it has ended early; empty if it has not.</param>
    [Event(6, Level = EventLevel.Informational, Keywords = Keywords.Answers)]
    public void End(string question, string subject, int parts, string failure)
        => WriteEvent(6, question, subject, parts, failure);

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
        {
            _counters ??= MakeCounters();
            ListenerCame?.Invoke();
            Asked?.Invoke(command.Arguments ?? new Dictionary<string, string?>());
        }
        else if (command.Command == EventCommand.Disable)
        {
            Asked?.Invoke(null);
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

        /// <summary>What a tool has asked for by the arguments that it listens with.</summary>
        public const EventKeywords Answers = (EventKeywords)4;
    }
}
