using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>A host with nothing of its machine in it, its log, and patience for what must come.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    /// <summary>No threshold: what is waited for takes milliseconds, or for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public HostUnderTest(Action<IServiceCollection> configure, params (string Key, string Value)[] configuration)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(static entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        builder.Logging.AddProvider(Log);
        configure(builder.Services);
        Host = builder.Build();
    }

    public IHost Host { get; }

    public LogCollector Log { get; } = new();

    public Runtime Runtime => Host.Services.GetRequiredService<Runtime>();

    public Runtime RuntimeOf(string name) => Host.Services.GetRequiredKeyedService<Runtime>(name);

    public Task StartAsync() => Patiently(Host.StartAsync(TestContext.Current.CancellationToken));

    public Task StopAsync() => Patiently(Host.StopAsync(CancellationToken.None));

    /// <summary>Stops a host whose time is over already.</summary>
    public Task StopAtOnceAsync() => Patiently(Host.StopAsync(new CancellationToken(canceled: true)));

    public static Task Patiently(Task task) => task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public static Task<T> Patiently<T>(Task<T> task) => task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)Host).DisposeAsync();
}
