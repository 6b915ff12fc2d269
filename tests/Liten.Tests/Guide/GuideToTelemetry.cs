#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing to read.
#pragma warning disable xUnit1031 // A task that blocks is what this guide is about.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/telemetry.md, run.</summary>
public sealed class GuideToTelemetry
{
    private static readonly ManualResetEventSlim s_reported = new();

    [Fact]
    public void A_worker_that_does_not_come_back()
    {
        var log = new ConcurrentQueue<string>();
        using Runtime runtime = Runtime.CreateBuilder()
            .Name("orders")
            .StallThreshold(TimeSpan.FromMilliseconds(250))
            .OnStall(report => log.Enqueue(report.ToString()))
            .Build();

        JoinHandle import = runtime.Spawn(async () => Import(), new SpawnOptions { Name = "import" });

        Assert.True(SpinWait.SpinUntil(() => !log.IsEmpty, Patience.Limit));
        s_reported.Set();
        Patience.Wait(import);
        Assert.Contains($"task {import.Id} 'import' (spawned at GuideToTelemetry.cs:", Assert.Single(log), StringComparison.Ordinal);
        Assert.Contains("runtime orders: worker orders-", log.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();

        RuntimeMetrics metrics = runtime.Metrics;
        bool stuck = metrics.Workers.All(worker => worker.CurrentTurnAge > TimeSpan.FromSeconds(5));
        bool late = metrics.OldestQueuedAge > TimeSpan.FromSeconds(1); // seen by an earlier snapshot already

        Assert.False(stuck || late);
    }

    [Fact]
    public void Open_telemetry()
    {
        using var meters = new Meters();

        var options = new RuntimeOptions { Name = "orders", MeterFactory = meters };

        using (new Runtime(options))
        {
            Assert.Equal(1, meters.Made);
        }
    }

    [Fact]
    public void Tracing() => GuideRuntime.Run(async () =>
    {
        using var source = new ActivitySource("guide");
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = asked => asked == source,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using Activity? request = source.StartActivity("request");
        await LitenTask.Spawn(async () =>
        {
            using Activity? step = source.StartActivity("step"); // its parent is the request
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
        });

        Assert.Equal(request!.SpanId, Assert.Single(ended).ParentSpanId);
    });

    [Fact]
    public async Task A_recording()
    {
        string path = Path.GetTempFileName();
        await using (Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build())
        {
            using FileStream file = File.Create(path);
            await runtime.Record(file, TimeSpan.FromMilliseconds(50));
        }

        Assert.StartsWith("{\"displayTimeUnit\"", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        File.Delete(path);
    }

    private static void Import() => s_reported.Wait(Patience.Limit);

    private sealed class Meters : IMeterFactory
    {
        private Meter? _meter;

        public int Made { get; private set; }

        public Meter Create(MeterOptions options)
        {
            Made++;
            return _meter = new Meter(options);
        }

        public void Dispose() => _meter?.Dispose();
    }
}
