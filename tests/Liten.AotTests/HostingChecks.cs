using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Liten.AotTests;

/// <summary>Runtimes in a host: configuration without reflection, a service made by the container, a drain.</summary>
internal sealed class HostingChecks(Check check)
{
    public async LitenTask RunAsync()
    {
        await check.RunAsync("host: configured, started, drained", LifeAsync);
        await check.RunAsync("host: a bad configuration is refused", RefusalAsync);
    }

    private static async LitenTask LifeAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(
            new() { Args = ["--Liten:Runtimes:hosted:WorkerThreads=2", "--Liten:Runtimes:hosted:DrainTimeout=00:00:10"] });
        builder.Services.AddLiten("hosted").BindConfiguration().AddHealthCheck().AddService<Shipping>();
        using IHost host = builder.Build();
        await host.StartAsync();
        Check.Equal(2, host.Services.GetRequiredKeyedService<Runtime>("hosted").Metrics.Workers.Count);
        Shipping shipping = host.Services.GetServices<IHostedService>().OfType<Shipping>().Single();
        while (!shipping.Execution!.IsCompleted)
        {
            await LitenTask.Yield();
        }

        await host.StopAsync();
        Check.Equal("hosted", await shipping.Shipped!);
    }

    private static async LitenTask RefusalAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(
            new() { Args = ["--Liten:Runtimes:default:WorkerThreads=none"] });
        builder.Services.AddLiten().BindConfiguration();
        using IHost host = builder.Build();
        await Check.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await host.StartAsync());
    }

    private sealed class Shipping(Runtime runtime) : LitenService(runtime)
    {
        /// <summary>Outlives the service, and is let end by the drain.</summary>
        public JoinHandle<string>? Shipped { get; private set; }

        protected override LitenTask ExecuteAsync(CancellationToken stoppingToken)
        {
            Shipped = LitenTask.Spawn(async () =>
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(20));
                return Runtime.Current.Name;
            });
            return LitenTask.CompletedTask;
        }
    }
}
