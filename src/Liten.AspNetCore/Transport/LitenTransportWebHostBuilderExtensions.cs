using Liten;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Puts Kestrel on a Liten runtime.</summary>
public static class LitenTransportWebHostBuilderExtensions
{
    /// <summary>
    /// Has the workers of a runtime serve all HTTP/1.1 connections, TLS included, past the ThreadPool: a starved one
    /// holds up no request on a connection that stands.
    /// </summary>
    /// <param name="builder">The web host: <c>builder.WebHost</c> of a <c>WebApplicationBuilder</c>.</param>
    /// <param name="runtime">The name of the runtime, as given to <c>AddLiten</c>; null for the default one.</param>
    /// <param name="configure">How it shall serve.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Adds the runtime, if <c>AddLiten</c> was not called for it. Called again, it adds to the options, and the last
    /// runtime counts. For TCP and Unix sockets; other transports stay. HTTP/2 and HTTP/3 begin each stream on the
    /// ThreadPool.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is none that a runtime may have.</exception>
    /// <example>
    /// <code>builder.WebHost.UseLitenTransport(configure: options => options.WarmConnections = 64);</code>
    /// </example>
    public static IWebHostBuilder UseLitenTransport(
        this IWebHostBuilder builder, string? runtime = null, Action<LitenTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            _ = runtime is null ? services.AddLiten() : services.AddLiten(runtime);
            services.AddOptions<LitenTransportOptions>()
                .Configure(options => options.RuntimeName = runtime)
                .Configure(configure ?? (static _ => { }))
                .ValidateOnStart();
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<LitenTransportOptions>, TransportOptionsValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, TransportFactory>());
            services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, EndPointRepair>());
        });
    }
}
