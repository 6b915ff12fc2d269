using System.Net;
using Liten;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check that answers when nothing else does.</summary>
public static class LitenHealthServiceCollectionExtensions
{
    /// <summary>
    /// Listens on a port of its own, on a runtime, and answers each HTTP request with 200 or 503: for the liveness
    /// probe of an orchestrator, which must not end a process that is only busy.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="port">0 to 65535; 0 for any free one.</param>
    /// <param name="configure">
    /// What it answers, and where. A runtime of its own makes it independent of all others.
    /// </param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is none.</exception>
    /// <example>
    /// <code>builder.Services.AddLitenHealthListener(8081, options => options.Runtime = "health");</code>
    /// </example>
    public static IServiceCollection AddLitenHealthListener(
        this IServiceCollection services, int port, Action<LitenHealthListenerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        var options = new LitenHealthListenerOptions();
        configure?.Invoke(options);
        _ = options.Runtime is { } name ? services.AddLiten(name) : services.AddLiten();
        services.AddSingleton(provider => new LitenHealthListener(provider, port, options));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<LitenHealthListener>());
        return services;
    }
}
