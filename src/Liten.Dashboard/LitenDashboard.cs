using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>A dashboard with a web server of its own, for a program that has none.</summary>
/// <remarks>
/// <para>
/// The server runs on .NET's threads and on none of Liten's: it answers also when every worker of every runtime is
/// stuck. It logs nothing, and does nothing while nobody looks.
/// </para>
/// <para>Thread safety: all members may be used from any thread.</para>
/// </remarks>
/// <example>
/// <code>
/// await using LitenDashboard dashboard = LitenDashboard.Start(5005);
/// Console.WriteLine($"Look at {dashboard.Address}");
/// </code>
/// </example>
public sealed class LitenDashboard : IAsyncDisposable
{
    private readonly WebApplication _server;

    private LitenDashboard(WebApplication server, Uri address)
    {
        _server = server;
        Address = address;
    }

    /// <summary>Where to look. Without the access token, if there is one.</summary>
    public Uri Address { get; }

    /// <summary>Starts a dashboard of all runtimes of the process, for who is on this machine.</summary>
    /// <inheritdoc cref="Start(Runtime, int)"/>
    public static LitenDashboard Start(int port) => Start(port, new DashboardOptions());

    /// <summary>Starts a dashboard of all runtimes of the process.</summary>
    /// <param name="port">0 to 65535; 0 for any that is free.</param>
    /// <param name="options">Who may look, and what may be done.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The address is not this machine's own and there is no access token, or the token is too short.
    /// </exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static LitenDashboard Start(int port, DashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        options.Validate();
        options.ValidateAddress();
        WebApplication server = Build(port, options);

        // Elsewhere than on the caller's thread: that may be a worker, whose context would wait for this very call.
        Task.Run(() => server.StartAsync()).GetAwaiter().GetResult();
        return new LitenDashboard(server, AddressOf(server));
    }

    /// <summary>Starts a dashboard of one runtime, for who is on this machine.</summary>
    /// <param name="runtime">The one that is shown.</param>
    /// <param name="port">0 to 65535; 0 for any that is free.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static LitenDashboard Start(Runtime runtime, int port)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        return Start(port, new DashboardOptions { Runtimes = [runtime] });
    }

    /// <summary>Stops the server. The runtimes go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(int port, DashboardOptions options)
    {
        // An empty builder: no configuration, no logs and no handler of signals beside those of the program.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, port);
        });
        WebApplication server = builder.Build();
        server.UseRouting();
        server.MapLitenDashboard("/", options);
        return server;
    }

    private static Uri AddressOf(WebApplication server)
    {
        IServer kestrel = server.Services.GetRequiredService<IServer>();
        string address = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address);
    }
}
