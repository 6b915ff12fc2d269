using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The meter <c>Liten.Runtime</c>: the instruments of all runtimes that share it. All but two are observable, so that
/// nothing is done when nobody listens; those two are recorded by the monitor, which then runs.
/// </summary>
/// <remarks>Names and units follow OpenTelemetry's conventions. Thread safety: for any thread.</remarks>
internal sealed class RuntimeInstruments
{
    public const string MeterName = "Liten.Runtime";

    public const string RuntimeTag = "liten.runtime.name";

    private const string WorkerTag = "liten.worker.name";

    private static readonly ConditionalWeakTable<Meter, Lazy<RuntimeInstruments>> s_ofMeters = [];

    private Published<Instrument> _stalls;
    private Published<Histogram<double>> _turnDuration;
    private Published<Histogram<double>> _scheduleDelay;

    /// <summary>Whether somebody wants to hear of stalls.</summary>
    public bool WantsStalls => _stalls.Value is { Enabled: true };

    /// <summary>Whether somebody listens to what only the monitor can record.</summary>
    public bool WantsSamples => _turnDuration.Value is { Enabled: true } || _scheduleDelay.Value is { Enabled: true };

    /// <summary>The instruments of the factory's meter.</summary>
    public static RuntimeInstruments Of(IMeterFactory factory)
        => s_ofMeters
            .GetValue(factory.Create(new MeterOptions(MeterName)), static meter => new(() => MakeOn(meter)))
            .Value;

    public void RecordTurn(long nanoseconds, KeyValuePair<string, object?> tag)
        => _turnDuration.Value?.Record((double)nanoseconds / Nanoseconds.PerSecond, tag);

    public void RecordDelay(long nanoseconds, KeyValuePair<string, object?> tag)
        => _scheduleDelay.Value?.Record((double)nanoseconds / Nanoseconds.PerSecond, tag);

    /// <summary>Makes the instruments. Called once; before that nobody can listen.</summary>
    public void Publish(Meter meter)
    {
        MakeTaskInstruments(meter);
        MakePoolInstruments(meter);
        MakeWorkerInstruments(meter);
        _stalls.Set(Total(meter, "liten.stalls", "{stall}", "Turns that lasted too long", static m => m.Stalls));
        _turnDuration.Set(Times(meter, "liten.turn.duration", "How long a worker ran something, by samples"));
        _scheduleDelay.Set(Times(meter, "liten.schedule.delay", "How long a queued item waited, by probes"));
    }

    private static RuntimeInstruments MakeOn(Meter meter)
    {
        var instruments = new RuntimeInstruments();
        instruments.Publish(meter);
        return instruments;
    }

    private void MakeTaskInstruments(Meter meter)
    {
        Level(meter, "liten.task.count", "{task}", "Tasks and blocking jobs that have not ended",
            static m => m.AliveTasks);
        Total(meter, "liten.task.spawned", "{task}", "Tasks and blocking jobs that were spawned",
            static m => m.SpawnedTasks);
        Total(meter, "liten.task.completed", "{task}", "Tasks and blocking jobs that have ended",
            static m => m.CompletedTasks);
        Total(meter, "liten.unhandled.exceptions", "{exception}", "Exceptions that no code could observe",
            static m => m.UnhandledExceptions);
        Total(meter, "liten.foreign.returns", "{continuation}", "Continuations that came back from .NET's ThreadPool",
            static m => m.ThreadPoolReturns);
        Level(meter, "liten.injection.queue.length", "{item}", "Items that wait for any worker",
            static m => m.InjectionQueueDepth);
        meter.CreateObservableGauge(
            "liten.injection.queue.age",
            () => Read(static m => m.OldestQueuedAge.TotalSeconds),
            "s",
            "How long, at least, the first of them has waited");
    }

    private void MakePoolInstruments(Meter meter)
    {
        Level(meter, "liten.timer.count", "{timer}", "Timers that are set", static m => m.LiveTimers);
        Level(meter, "liten.blocking.thread.count", "{thread}", "Threads of the blocking pool",
            static m => m.BlockingThreads);
        Level(meter, "liten.blocking.thread.idle", "{thread}", "Those that wait for a job",
            static m => m.IdleBlockingThreads);
        Level(meter, "liten.blocking.queue.length", "{job}", "Blocking jobs that wait for a thread",
            static m => m.BlockingQueueDepth);
        Total(meter, "liten.blocking.refused", "{job}", "Blocking jobs that were refused",
            static m => m.RefusedBlockingJobs);
    }

    private void MakeWorkerInstruments(Meter meter)
    {
        PerWorker(meter, "liten.worker.busy.time", "s", "The time that a worker was awake",
            static w => w.BusyTime.TotalSeconds);
        PerWorker(meter, "liten.worker.turns", "{turn}", "Turns that a worker has run", static w => w.Polls);
        PerWorker(meter, "liten.worker.parks", "{park}", "How often a worker went to sleep", static w => w.Parks);
        PerWorker(meter, "liten.worker.steals", "{steal}", "How often a worker took work from another",
            static w => w.StealOperations);
        meter.CreateObservableUpDownCounter(
            "liten.worker.queue.length",
            () => ReadWorkers(static w => (long)w.LocalQueueDepth),
            "{item}",
            "Items in a worker's own queue");
        meter.CreateObservableGauge(
            "liten.worker.turn.age",
            () => ReadWorkers(static w => w.CurrentTurnAge.TotalSeconds),
            "s",
            "How long a worker is in its turn");
    }

    private void Level(Meter meter, string name, string unit, string description, Func<RuntimeMetrics, long> read)
        => meter.CreateObservableUpDownCounter(name, () => Read(read), unit, description);

    private ObservableCounter<long> Total(
        Meter meter, string name, string unit, string description, Func<RuntimeMetrics, long> read)
        => meter.CreateObservableCounter(name, () => Read(read), unit, description);

    private static Histogram<double> Times(Meter meter, string name, string description)
        => meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double>
        {
            // For times between a microsecond and ten seconds.
            HistogramBucketBoundaries =
            [
                0.000_001, 0.000_002, 0.000_005, 0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5,
                0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
            ],
        });

    private void PerWorker<T>(Meter meter, string name, string unit, string description, Func<WorkerMetrics, T> read)
        where T : struct
        => meter.CreateObservableCounter(name, () => ReadWorkers(read), unit, description);

    private IEnumerable<Measurement<T>> Read<T>(Func<RuntimeMetrics, T> read)
        where T : struct
        => Mine().Select(runtime => new Measurement<T>(read(runtime.Read()), runtime.Tag));

    private IEnumerable<Measurement<T>> ReadWorkers<T>(Func<WorkerMetrics, T> read)
        where T : struct
        => Mine().SelectMany(runtime => runtime.Read().Workers.Select(
            worker => new Measurement<T>(read(worker), runtime.Tag, new(WorkerTag, worker.Name))));

    /// <summary>Somebody collects, so somebody may have begun to listen: .NET tells of that in no other way.</summary>
    private IEnumerable<IMeasuredRuntime> Mine()
    {
        foreach (IMeasuredRuntime runtime in MeasuredRuntimes.All)
        {
            if (ReferenceEquals(runtime.Instruments, this))
            {
                runtime.Ask();
                yield return runtime;
            }
        }
    }
}
