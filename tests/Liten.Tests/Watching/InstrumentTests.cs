using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Liten.Tests.Watching;

/// <summary>The instruments of a runtime, on a meter of the test's own: who listens to the process's would have all runtimes watched.</summary>
public sealed class InstrumentTests
{
    [Fact]
    public void Observed_AreTheRuntimesMetrics_ByRuntimeAndWorker()
    {
        using var meters = new MeterSource();
        using RuntimeUnderTest one = With(meters, "one");
        using RuntimeUnderTest two = With(meters, "two");
        one.Run(async () => await LitenTask.Spawn(async () => { }));
        one.WaitUntil(() => one.Metrics.CompletedTasks == 2, "the ends");

        Dictionary<string, double> read = meters.Collect();

        Assert.Equal((2, 2, 0), (read["liten.task.spawned one"], read["liten.task.completed one"], read["liten.task.count one"]));
        Assert.Equal(0, read["liten.task.spawned two"]);
        Assert.Equal(one.Metrics.Workers[0].Polls, read[$"liten.worker.turns one {one.Metrics.Workers[0].Name}"]);
        Assert.Equal(2 * 6, read.Keys.Count(static key => key.StartsWith("liten.worker.", StringComparison.Ordinal)));
        two.End();
        Assert.DoesNotContain(meters.Collect().Keys, static key => key.Contains(" two", StringComparison.Ordinal));
    }

    [Fact]
    public void Collecting_WithoutAListenerToSamplesOrStalls_StartsNoMonitor()
    {
        using var meters = new MeterSource();
        using RuntimeUnderTest it = With(meters, "quiet");
        it.Run(async () => await LitenTask.Yield());

        meters.Collect(static instrument => instrument.Name == "liten.task.count");

        Assert.DoesNotContain(it.Census.SystemThreads(), IsMonitor);
        Assert.False(it.Runtime.SynchronizationContext.IsWaitNotificationRequired());
    }

    [Fact]
    public void Samples_WhileSomebodyListens_ComeFromTheMonitor_AndItEndsAfterwards()
    {
        using var meters = new MeterSource();
        using RuntimeUnderTest it = With(meters, "sampled");
        bool stop = false;
        JoinHandle busy = it.Runtime.Spawn(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                await LitenTask.Yield();
            }
        });

        var samples = new ConcurrentDictionary<string, double>();
        using (meters.Listen(static instrument => instrument is Histogram<double>, (instrument, value) => samples[instrument.Name] = value))
        {
            // Only a collection tells the runtime that somebody listens.
            meters.Collect(static instrument => instrument.Name == "liten.task.count");
            it.WaitUntil(() => samples.Count == 2, "a sample of each");
        }

        Assert.All(samples, static sample => Assert.InRange(sample.Value, 0, RuntimeUnderTest.Patience.TotalSeconds));
        it.WaitUntil(() => !it.Census.SystemThreads().Any(IsMonitor), "the monitor's end");
        Volatile.Write(ref stop, true);
        it.Outcome(busy);
    }

    [Fact]
    public void Stalls_WhileSomebodyListens_AreCounted()
    {
        using var meters = new MeterSource();
        var clock = new ManualClock();
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        RuntimeOptions options = RuntimeUnderTest.OptionsOf(builder);
        (options.MeterFactory, options.Name, options.Clock) = (meters, "stalled", clock);
        using var it = new RuntimeUnderTest(builder);
        using var gate = new ManualResetEventSlim();
        using IDisposable listening = meters.Listen(static instrument => instrument.Name == "liten.stalls", static (_, _) => { });
        meters.Collect(static instrument => instrument.Name == "liten.task.count");
        JoinHandle task = it.Runtime.Spawn(async () => gate.Wait());

        it.WaitUntil(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                return it.Metrics.Stalls == 1;
            },
            "the stall");

        it.WaitUntil(() => meters.Collect()["liten.stalls stalled"] == 1, "a fresh snapshot");
        gate.Set();
        it.Outcome(task);
    }

    private static RuntimeUnderTest With(MeterSource meters, string name)
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().WorkerThreads(1);
        RuntimeOptions options = RuntimeUnderTest.OptionsOf(builder);
        (options.MeterFactory, options.Name) = (meters, name);
        return new(builder);
    }

    private static bool IsMonitor(string thread) => thread.Contains("-mon", StringComparison.Ordinal);

    /// <summary>A factory as hosts have one, which gives each who asks the same meter; and listeners to that meter alone.</summary>
    private sealed class MeterSource : IMeterFactory
    {
        private readonly Lock _lock = new();
        private Meter? _meter;

        public Meter Create(MeterOptions options)
        {
            lock (_lock)
            {
                options.Scope = this;
                return _meter ??= new Meter(options);
            }
        }

        public Dictionary<string, double> Collect(Func<Instrument, bool>? which = null)
        {
            var read = new Dictionary<string, double>();
            using MeterListener listener = Listener(instrument => instrument.IsObservable && (which is null || which(instrument)));
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => read.Add(Key(instrument, tags), value));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => read.Add(Key(instrument, tags), value));
            listener.Start();
            listener.RecordObservableInstruments();
            return read;
        }

        public IDisposable Listen(Func<Instrument, bool> which, Action<Instrument, double> record)
        {
            MeterListener listener = Listener(which);
            listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => record(instrument, value));
            listener.Start();
            return listener;
        }

        public void Dispose() => _meter?.Dispose();

        private static string Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            => string.Join(' ', [instrument.Name, .. tags.ToArray().Select(static tag => tag.Value)]);

        private MeterListener Listener(Func<Instrument, bool> which) => new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, this) && which(instrument))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
    }
}
