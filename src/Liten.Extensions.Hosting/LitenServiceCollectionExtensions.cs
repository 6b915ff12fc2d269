using Liten;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Liten's runtimes to a host.</summary>
public static class LitenServiceCollectionExtensions
{
    private const string DefaultName = "default";
    private const int LongestName = 32;

    /// <summary>
    /// Adds the runtime that is injected as <see cref="Runtime"/>. Its name, and its key, is <c>default</c>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">What it shall be like.</param>
    /// <returns>For what else is to be said about it. Called again, this adds to what was said.</returns>
    /// <remarks>
    /// The runtime is built when the host starts, before any hosted service. When the host has stopped them all, the
    /// runtime is drained and shut down, within the host's <c>HostOptions.ShutdownTimeout</c>. Bad options make the
    /// start fail, with all errors in one message.
    /// </remarks>
    /// <example><code>builder.Services.AddLiten().BindConfiguration().AddService&lt;Ingest&gt;();</code></example>
    public static ILitenBuilder AddLiten(this IServiceCollection services, Action<LitenRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ILitenBuilder builder = services.AddLiten();
        services.Configure(DefaultName, configure);
        return builder;
    }

    /// <inheritdoc cref="AddLiten(IServiceCollection, Action{LitenRuntimeOptions})"/>
    public static ILitenBuilder AddLiten(this IServiceCollection services)
    {
        ILitenBuilder builder = services.AddLiten(DefaultName);
        services.TryAddSingleton(static provider => provider.GetRequiredKeyedService<Runtime>(DefaultName));
        return builder;
    }

    /// <summary>Adds a runtime that is injected as <c>[FromKeyedServices(name)] Runtime</c>.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">Its name and key: 1 to 32 letters, digits and hyphens of ASCII.</param>
    /// <param name="configure">What it shall be like.</param>
    /// <returns>For what else is to be said about it. Called again, this adds to what was said.</returns>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <inheritdoc cref="AddLiten(IServiceCollection, Action{LitenRuntimeOptions})" path="/remarks"/>
    /// <example><code>builder.Services.AddLiten("reports", options => options.WorkerThreads = 2);</code></example>
    public static ILitenBuilder AddLiten(
        this IServiceCollection services, string name, Action<LitenRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ILitenBuilder builder = services.AddLiten(name);
        services.Configure(name, configure);
        return builder;
    }

    /// <inheritdoc cref="AddLiten(IServiceCollection, string, Action{LitenRuntimeOptions})"/>
    public static ILitenBuilder AddLiten(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ThrowIfBad(name);
        if (!services.Any(service => service.ServiceType == typeof(HostedRuntime) && name.Equals(service.ServiceKey)))
        {
            AddRuntime(services, name);
        }

        return new LitenBuilder(name, services);
    }

    private static void AddRuntime(IServiceCollection services, string name)
    {
        services.AddOptions<LitenRuntimeOptions>(name).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LitenRuntimeOptions>>(new RuntimeOptionsValidator(name));
        services.AddKeyedSingleton(
            name, static (provider, key) => ActivatorUtilities.CreateInstance<HostedRuntime>(provider, (string)key!));
        services.AddKeyedSingleton(
            name, static (provider, key) => provider.GetRequiredKeyedService<HostedRuntime>(key).Runtime);
        services.AddSingleton(new RuntimeName(name));
        services.TryAddSingleton<RuntimeSet>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RuntimeLifetime>());
    }

    private static void ThrowIfBad(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new ArgumentException(
                $"A runtime's name is 1 to {LongestName} letters, digits and hyphens of ASCII, and not '{name}'.",
                nameof(name));
        }
    }
}
