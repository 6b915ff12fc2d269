#pragma warning disable xUnit1051 // A token would be one more thing to read.

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Liten.AspNetCore.Tests.Guides;

/// <summary>The snippets of docs/guide/web.md, run.</summary>
public sealed class GuideToWeb
{
    [Fact]
    public async Task A_first_program()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app =>
            {
                app.MapGet("/", () => $"hello from {Thread.CurrentThread.Name}");
            },
            static builder =>
            {
                builder.WebHost.UseLitenTransport();
            });

        Assert.StartsWith("hello from default-", await GetAsync(web, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_connections()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app => app.MapGet("/", static () => "hello"),
            static builder =>
            {
                builder.WebHost.UseLitenTransport(configure: options => options.WarmConnections = 64);
            });

        Assert.Equal("hello", await GetAsync(web, "/"));
    }

    [Fact]
    public async Task Endpoints_on_runtimes()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app =>
            {
                app.MapGet("/order", () => "taken");
                RouteGroupBuilder reports = app.MapGroup("/reports").RunOn("reports", limits => limits.MaxConcurrent = 8);
                reports.MapGet("/year", () => Thread.CurrentThread.Name);
            },
            static builder =>
            {
                builder.Services.AddLiten("reports", options => options.WorkerThreads = 2);
            });

        Assert.Equal("taken", await GetAsync(web, "/order"));
        Assert.StartsWith("reports-", await GetAsync(web, "/reports/year"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_application()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(
            static app =>
            {
                app.UseLiten("web");
                app.MapGet("/", static () => Thread.CurrentThread.Name);
            },
            static builder => builder.Services.AddLiten("web"));

        Assert.StartsWith("web-", await GetAsync(web, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health()
    {
        await using WebUnderTest web = await WebUnderTest.StartStockAsync(static _ => { }, static builder =>
        {
            int port = 0;
            builder.Services.AddLitenHealthListener(port, options => options.Runtime = "health");
        });

        int bound = ((IPEndPoint)web.App.Services.GetRequiredService<LitenHealthListener>().EndPoint!).Port;
        using var client = new HttpClient();
        Assert.Equal("Healthy", await Patience.Wait(client.GetStringAsync(new Uri($"http://127.0.0.1:{bound}/"), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_client()
    {
        await using WebUnderTest web = await WebUnderTest.StartAsync(static app => app.MapGet("/", static () => "hello"));
        Uri address = web.Address;
        await using Runtime runtime = Runtime.CreateBuilder().Build();
        string text = await Patience.Wait(runtime.Spawn(async () =>
        {
            using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = LitenTcpStream.ConnectAsync });
            string text = await client.GetStringAsync(address);
            return text;
        }).AsTask());

        Assert.Equal("hello", text);
    }

    private static Task<string> GetAsync(WebUnderTest web, string path)
    {
        var client = new HttpClient { BaseAddress = web.Address };
        return Patience.Wait(client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
    }
}
