using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Liten.Telemetry.Tests;

/// <summary>The event source <c>Liten-Runtime</c>, as dotnet-trace and dotnet-counters see it.</summary>
[Collection(nameof(Process))]
public sealed class EventSourceTests
{
    [Fact]
    public void Stall_WhileSomebodyListens_IsAnEvent()
    {
        using Runtime runtime = Runtime.CreateBuilder().Name("listened").WorkerThreads(1).Build();
        using var listener = new Listener(EventLevel.Warning, (EventKeywords)2);
        using var gate = new ManualResetEventSlim();
        JoinHandle task = runtime.Spawn(async () => gate.Wait(), new SpawnOptions { Name = "stuck" });

        Patience.Until(() => listener.Events.Any(static entry => entry.EventName == "Stall"), "the event of a stall");
        gate.Set();

        EventWrittenEventArgs stall = listener.Events.First(static entry => entry.EventName == "Stall");
        Assert.Equal("listened", stall.Payload![0]);
        Assert.Contains($"task {task.Id} 'stuck'", (string)stall.Payload[2]!, StringComparison.Ordinal);
        Assert.Contains(nameof(Stall_WhileSomebodyListens_IsAnEvent), (string)stall.Payload[2]!, StringComparison.Ordinal);
        Assert.Equal(1, runtime.Metrics.Stalls);
    }

    [Fact]
    public void Counters_WhileSomebodyListens_AreThoseOfAllRuntimes()
    {
        using Runtime one = Runtime.CreateBuilder().WorkerThreads(1).Build();
        using Runtime two = Runtime.CreateBuilder().WorkerThreads(1).Build();
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int>[] waiting = [one.Spawn(async () => await receiver), two.Spawn(async () => { await Time.Sleep(TimeSpan.FromHours(1)); return 1; })];
        using var listener = new Listener(EventLevel.Error, EventKeywords.None, intervalSeconds: "0.1");

        Patience.Until(() => listener.Counter("task-count") == 2, "two tasks");
        Patience.Until(() => listener.Counter("timer-count") == 1, "a timer");
        sender.TrySend(1);
        Patience.Until(() => listener.Counter("task-count") == 1, "one task");
        waiting[1].Abort();
        Patience.Until(() => listener.Counter("task-count") == 0, "no task");
    }

    private sealed class Listener : EventListener
    {
        public Listener(EventLevel level, EventKeywords keywords, string? intervalSeconds = null)
        {
            Dictionary<string, string?>? arguments = intervalSeconds is null ? null : new() { ["EventCounterIntervalSec"] = intervalSeconds };

            // It is made a second after the first runtime of the process.
            EventSource? liten = null;
            Patience.Until(() => (liten = EventSource.GetSources().SingleOrDefault(static source => source.Name == "Liten-Runtime")) is not null, "the source");
            EnableEvents(liten!, level, keywords, arguments);
        }

        public ConcurrentQueue<EventWrittenEventArgs> Events { get; } = new();

        /// <summary>The last value of a counter.</summary>
        public double? Counter(string name) => Events
            .Where(static entry => entry.EventName == "EventCounters")
            .Select(static entry => (IDictionary<string, object?>)entry.Payload![0]!)
            .LastOrDefault(payload => (string)payload["Name"]! == name)?["Mean"] as double?;

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events?.Enqueue(eventData);
    }
}
