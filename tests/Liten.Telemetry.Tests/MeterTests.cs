using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Liten.Telemetry.Tests;

/// <summary>The process's meter, as an exporter of OpenTelemetry sees it.</summary>
[Collection(nameof(Process))]
public sealed class MeterTests
{
    [Fact]
    public void Exporter_SeesEveryInstrument_EqualToTheRuntimesMetrics()
    {
        var exported = new List<Metric>();
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter("Liten.Runtime").AddInMemoryExporter(exported).Build();
        using Runtime runtime = Runtime.CreateBuilder().Name("orders").WorkerThreads(2).Build();
        runtime.BlockOn(async () => await LitenTask.WhenAll(Enumerable.Range(0, 100).Select(_ => LitenTask.Spawn(async () => await LitenTask.Yield()))));

        // The samples: the first collection is what tells the monitor that somebody listens.
        Patience.Until(() => Exports(exported, provider, runtime).IsSupersetOf(["liten.turn.duration", "liten.schedule.delay"]), "samples");

        // Nothing is spawned any more; a snapshot serves collections for a tenth of a second.
        RuntimeMetrics metrics = runtime.Metrics;
        Patience.Until(() => Flush(exported, provider) && Sum(exported, "liten.task.spawned", "orders") == metrics.SpawnedTasks, "a fresh snapshot");

        Assert.Equal(21, exported.Select(static metric => metric.Name).Distinct().Count());
        Assert.All(exported, static metric => Assert.True(metric.Unit.Length > 0 && metric.Description.Length > 0, metric.Name));

        Assert.Equal(metrics.CompletedTasks, Sum(exported, "liten.task.completed", "orders"));
        Assert.Equal(metrics.AliveTasks, Sum(exported, "liten.task.count", "orders"));
        Assert.Equal(metrics.Workers.Sum(static worker => worker.StealOperations), Sum(exported, "liten.worker.steals", "orders"));
        Assert.Equal(metrics.BlockingThreads, Sum(exported, "liten.blocking.thread.count", "orders"));
    }

    /// <summary>Collects while the runtime works, so that there is something to sample.</summary>
    private static HashSet<string> Exports(List<Metric> exported, MeterProvider provider, Runtime runtime)
    {
        runtime.BlockOn(async () =>
        {
            for (int i = 0; i < 1000; i++)
            {
                await LitenTask.Yield();
            }
        });
        Assert.True(Flush(exported, provider));
        return [.. exported.Select(static metric => metric.Name)];
    }

    private static bool Flush(List<Metric> exported, MeterProvider provider)
    {
        exported.Clear();
        return provider.ForceFlush();
    }

    private static long Sum(List<Metric> exported, string name, string runtime)
    {
        long sum = 0;
        foreach (ref readonly MetricPoint point in Assert.Single(exported, metric => metric.Name == name).GetMetricPoints())
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                sum += tag.Key == "liten.runtime.name" && tag.Value is string value && value == runtime ? point.GetSumLong() : 0;
            }
        }

        return sum;
    }
}
