using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Crawler;

/// <summary>The site that is crawled: a few virtual hosts on one port of loopback, served by Kestrel.</summary>
/// <remarks>
/// Kestrel has threads of its own, those of .NET's ThreadPool. So the crawler's runtime runs nothing but the crawler.
/// </remarks>
internal sealed class Site : IAsyncDisposable
{
    private readonly SiteMap _map;
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, int> _refusals = new();

    private Site(SiteMap map)
    {
        _map = map;

        // Empty: no settings file and no variable of the user's can give the site another address.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, SiteLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _server = builder.Build();
        _server.MapGet("/page/{number:int}", AnswerAsync);
    }

    public static async Task<Site> StartAsync(SiteMap map)
    {
        var site = new Site(map);
        await site._server.StartAsync();
        return site;
    }

    /// <summary>A client for which all names lead to this site, so that no request can leave the machine.</summary>
    public HttpClient NewClient()
    {
        int port = new Uri(_server.Urls.First()).Port;
        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, int number)
    {
        string host = context.Request.Host.Host;
        if (!_map.Has(host, number))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        switch (_map.MoodOf(host, number))
        {
            case PageMood.Flaky when Refuses(host, number):
            case PageMood.Broken:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case PageMood.Slow:
                await Task.Delay(300 + (number * 11 % 300), context.RequestAborted);
                break;
            case PageMood.Stuck:
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
        }

        await context.Response.WriteAsync(_map.Html(host, number), context.RequestAborted);
    }

    /// <summary>The first time, and with some pages the second time too.</summary>
    private bool Refuses(string host, int number)
        => _refusals.AddOrUpdate($"{host}/{number}", 1, (_, times) => times + 1) <= 1 + (number % 2);
}
