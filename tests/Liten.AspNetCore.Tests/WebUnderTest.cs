using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liten.AspNetCore.Tests;

/// <summary>A real Kestrel on a free port of the loopback.</summary>
internal sealed class WebUnderTest : IAsyncDisposable
{
    private WebUnderTest(WebApplication app, LogCollector log)
    {
        App = app;
        Log = log;
    }

    public WebApplication App { get; }

    public LogCollector Log { get; }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public Uri Address => new($"http://{EndPoint}");

    public Runtime Runtime => App.Services.GetRequiredService<Runtime>();

    /// <summary>With Liten's transport on the default runtime, unless <paramref name="build"/> says more.</summary>
    public static Task<WebUnderTest> StartAsync(
        Action<WebApplication> map, Action<LitenTransportOptions>? transport = null, Action<WebApplicationBuilder>? build = null)
        => StartAsync(map, builder =>
        {
            builder.Services.AddLiten(static options =>
            {
                options.WorkerThreads = 2;
                options.WorkerThreadName = "web";
            });
            builder.WebHost.UseLitenTransport(configure: transport);
            build?.Invoke(builder);
        });

    /// <summary>With Kestrel's own transport.</summary>
    public static Task<WebUnderTest> StartStockAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? build = null)
        => StartAsync(map, build ?? (static _ => { }));

    public RawClient Connect() => new(EndPoint);

    public Task StopAsync() => Patience.Wait(App.StopAsync(CancellationToken.None));

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static async Task<WebUnderTest> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder> build)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var log = new LogCollector();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrel();
        build(builder);
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        map(app);
        var web = new WebUnderTest(app, log);
        await Patience.Wait(app.StartAsync(TestContext.Current.CancellationToken));
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Port > 0)
        {
            web.EndPoint = new IPEndPoint(IPAddress.Loopback, uri.Port);
        }

        return web;
    }
}
