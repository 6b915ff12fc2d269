using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Web;

/// <summary>The same small service on Kestrel's own transport and on Liten's.</summary>
internal static class Server
{
    public static WebApplication Build(string transport, int port, int warmConnections = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        if (transport == "liten")
        {
            builder.WebHost.UseLitenTransport(configure: options => options.WarmConnections = warmConnections);
        }

        WebApplication app = builder.Build();
        app.MapGet("/", static context =>
        {
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("hello");
        });
        app.MapGet("/json", static () => Results.Json(new Greeting("hello", 42), GreetingJson.Default.Greeting));
        return app;
    }

    public static async Task<int> ServeAsync(string transport, int port)
    {
        await using WebApplication app = Build(transport, port);
        await app.RunAsync();
        return 0;
    }

    public static IPEndPoint EndPointOf(WebApplication app) => new(
        IPAddress.Loopback,
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
}
