using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>The meter of the runtimes, as a listener sees it.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_TwoRuntimes_TellsThemApart()
    {
        await using var host = new HostUnderTest(static services =>
        {
            services.AddLiten(static options => options.WorkerThreads = 1);
            services.AddLiten("reports", static options => options.WorkerThreads = 2);
        });
        await host.StartAsync();
        await host.RuntimeOf("reports").Spawn(async () => await LitenTask.Yield());

        Dictionary<string, double> read = Read(host);

        Assert.Equal(0, read["liten.task.spawned default"]);
        Assert.Equal(1, read["liten.task.spawned reports"]);
        Assert.Equal(1, read["liten.task.completed reports"]);
        Assert.Equal(0, read["liten.task.count reports"]);
        Assert.Contains("liten.foreign.returns default", read.Keys);
        Assert.Contains("liten.worker.busy.time default default-0", read.Keys);
        Assert.Contains("liten.worker.turns reports reports-1", read.Keys);
        await host.StopAsync();
    }

    [Fact]
    public async Task Meter_TwoRuntimes_ShareOneSetOfInstruments()
    {
        await using var host = new HostUnderTest(static services =>
        {
            services.AddLiten();
            services.AddLiten("reports");
        });
        var instruments = new List<Instrument>();
        using MeterListener listener = Listener(host, instruments.Add);
        await host.StartAsync();

        Assert.Equal(instruments.DistinctBy(static instrument => instrument.Name).Count(), instruments.Count);
        Assert.Equal(["liten.schedule.delay", "liten.turn.duration"], instruments.Where(static instrument => !instrument.IsObservable).Select(static instrument => instrument.Name).Order());
        Assert.All(instruments, static instrument => Assert.False(string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description)));
        await host.StopAsync();
    }

    /// <summary>Of this host's meter alone: tests run side by side.</summary>
    private static MeterListener Listener(HostUnderTest host, Action<Instrument> published)
    {
        IMeterFactory factory = host.Host.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Liten.Runtime" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    published(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.Start();
        return listener;
    }

    private static Dictionary<string, double> Read(HostUnderTest host)
    {
        var read = new Dictionary<string, double>();
        using MeterListener listener = Listener(host, static _ => { });
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.RecordObservableInstruments();
        return read;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            => read.Add(string.Join(' ', [instrument.Name, .. tags.ToArray().Select(static tag => tag.Value)]), value);
    }
}
