using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>The meter <c>Liten.Runtime</c>. All is observable: without a listener nothing is done.</summary>
internal sealed class RuntimeMeter(RuntimeSet runtimes, IServiceProvider provider)
{
    public const string Name = "Liten.Runtime";

    private readonly MetricsSnapshot[] _snapshots
        = [.. runtimes.All.Select(static runtime => new MetricsSnapshot(runtime))];

    /// <summary>Makes the instruments, where the host has metrics at all. Called once.</summary>
    public void Start()
    {
        if (provider.GetService<IMeterFactory>()?.Create(Name) is not { } meter)
        {
            return;
        }

        Level(meter, "liten.tasks.alive", "{task}", "Tasks and blocking jobs that have not ended",
            static m => m.AliveTasks);
        Total(meter, "liten.tasks.spawned", "{task}", "Tasks and blocking jobs that were spawned",
            static m => m.SpawnedTasks);
        Total(meter, "liten.tasks.completed", "{task}", "Tasks and blocking jobs that have ended",
            static m => m.CompletedTasks);
        Level(meter, "liten.queue.depth", "{item}", "Items that wait for any worker",
            static m => m.InjectionQueueDepth);
        Level(meter, "liten.timers", "{timer}", "Timers that are set", static m => m.LiveTimers);
        Level(meter, "liten.blocking.threads", "{thread}", "Threads of the blocking pool",
            static m => m.BlockingThreads);
        Level(meter, "liten.blocking.idle_threads", "{thread}", "Those that wait for a job",
            static m => m.IdleBlockingThreads);
        Level(meter, "liten.blocking.queue.depth", "{job}", "Blocking jobs that wait for a thread",
            static m => m.BlockingQueueDepth);
        Total(meter, "liten.blocking.refused", "{job}", "Blocking jobs that were refused",
            static m => m.RefusedBlockingJobs);
        Total(meter, "liten.foreign_returns", "{continuation}", "Continuations that came back from .NET's ThreadPool",
            static m => m.ThreadPoolReturns);
        Total(meter, "liten.unhandled_exceptions", "{exception}", "Exceptions that no code could observe",
            static m => m.UnhandledExceptions);
        PerWorker(meter, "liten.worker.busy_time", "s", "The time that a worker was awake",
            static w => w.BusyTime.TotalSeconds);
        PerWorker(meter, "liten.worker.polls", "{turn}", "Turns that a worker has run", static w => w.Polls);
        PerWorker(meter, "liten.worker.parks", "{sleep}", "How often a worker went to sleep", static w => w.Parks);
        PerWorker(meter, "liten.worker.steals", "{operation}", "How often a worker took work from another",
            static w => w.StealOperations);
    }

    private void Level(Meter meter, string name, string unit, string description, Func<RuntimeMetrics, long> read)
        => meter.CreateObservableUpDownCounter(name, () => Read(read), unit, description);

    private void Total(Meter meter, string name, string unit, string description, Func<RuntimeMetrics, long> read)
        => meter.CreateObservableCounter(name, () => Read(read), unit, description);

    private void PerWorker<T>(Meter meter, string name, string unit, string description, Func<WorkerMetrics, T> read)
        where T : struct
        => meter.CreateObservableCounter(
            name,
            () => _snapshots.SelectMany(snapshot => snapshot.Read()?.Workers.Select(
                worker => new Measurement<T>(read(worker), snapshot.Tag, new("liten.worker.name", worker.Name))) ?? []),
            unit,
            description);

    private IEnumerable<Measurement<long>> Read(Func<RuntimeMetrics, long> read)
    {
        foreach (MetricsSnapshot snapshot in _snapshots)
        {
            if (snapshot.Read() is { } metrics)
            {
                yield return new(read(metrics), snapshot.Tag);
            }
        }
    }

    /// <summary>One reading of a runtime's counters serves all instruments that are collected together.</summary>
    private sealed class MetricsSnapshot(HostedRuntime runtime)
    {
        private static readonly TimeSpan s_lifetime = TimeSpan.FromMilliseconds(100);

        private readonly Lock _lock = new();
        private RuntimeMetrics? _metrics;
        private long _readAt;

        public KeyValuePair<string, object?> Tag { get; } = new("liten.runtime.name", runtime.Name);

        public RuntimeMetrics? Read()
        {
            lock (_lock)
            {
                if (_metrics is null || Stopwatch.GetElapsedTime(_readAt) > s_lifetime)
                {
                    _metrics = runtime.RuntimeIfBuilt?.Metrics;
                    _readAt = Stopwatch.GetTimestamp();
                }

                return _metrics;
            }
        }
    }
}
