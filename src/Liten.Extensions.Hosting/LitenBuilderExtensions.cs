using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>What can be said about a runtime of a host, beside its options.</summary>
public static class LitenBuilderExtensions
{
    /// <summary>Reads the runtime's options from the configuration.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="sectionPath">The section; <c>Liten:Runtimes:</c> and the runtime's name by default.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// The keys are the properties of <see cref="LitenRuntimeOptions"/>. They overrule what was configured before this
    /// call. A value that cannot be read and a key that is none make the start fail.
    /// </remarks>
    public static ILitenBuilder BindConfiguration(this ILitenBuilder builder, string? sectionPath = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string path = sectionPath ?? $"Liten:Runtimes:{builder.Name}";
        builder.Services.AddSingleton<IConfigureOptions<LitenRuntimeOptions>>(
            provider => new RuntimeSection(
                builder.Name, provider.GetRequiredService<IConfiguration>().GetSection(path)));
        return builder;
    }

    /// <summary>Sets options with the help of other services.</summary>
    public static ILitenBuilder Configure(
        this ILitenBuilder builder, Action<IServiceProvider, LitenRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<LitenRuntimeOptions>(builder.Name)
            .Configure<IServiceProvider>((options, provider) => configure(provider, options));
        return builder;
    }

    /// <summary>Sets what no configuration can say: the hooks of <see cref="RuntimeOptions"/>.</summary>
    /// <remarks>
    /// Called after everything else was set: when the options are validated, and once more when the runtime is built.
    /// </remarks>
    public static ILitenBuilder ConfigureRuntime(this ILitenBuilder builder, Action<RuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<LitenRuntimeOptions>(builder.Name, options => options.ConfigureRuntime += configure);
        return builder;
    }

    /// <summary>
    /// Adds a hosted service whose constructor is given this runtime as its <see cref="Runtime"/>, and everything else
    /// by the host.
    /// </summary>
    public static ILitenBuilder AddService<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        this ILitenBuilder builder)
        where TService : class, IHostedService
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = builder.Name;
        builder.Services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<TService>(
            provider, provider.GetRequiredKeyedService<Runtime>(name)));
        return builder;
    }

    /// <summary>Adds a health check, for readiness: a runtime that is busy must not get the process killed.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="stuckAfter">
    /// Unhealthy when a worker has run one turn for so long, between two checks at least; 5 seconds by default.
    /// </param>
    /// <param name="queueAge">
    /// Degraded when, by the pace since the last check, what is queued waits for so long; 1 second by default.
    /// </param>
    /// <param name="tags">Tags of the check; <c>ready</c> by default.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// The check is called <c>liten-</c> and the runtime's name. It reads counters and runs nothing on the runtime. It
    /// is also degraded above nine tenths of a <see cref="LitenRuntimeOptions.MaxTasks"/>, and unhealthy before the
    /// start and after the stop of the host.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A time is not positive.</exception>
    public static ILitenBuilder AddHealthCheck(
        this ILitenBuilder builder,
        TimeSpan? stuckAfter = null,
        TimeSpan? queueAge = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TimeSpan stuck = stuckAfter ?? TimeSpan.FromSeconds(5);
        TimeSpan age = queueAge ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(stuck, TimeSpan.Zero, nameof(stuckAfter));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(queueAge));
        string name = builder.Name;
        builder.Services.AddKeyedSingleton(name, (provider, key) => new RuntimeHealthCheck(
            provider.GetRequiredKeyedService<HostedRuntime>(key), stuck, age));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"liten-{name}",
            provider => provider.GetRequiredKeyedService<RuntimeHealthCheck>(name),
            failureStatus: null,
            tags ?? ["ready"]));
        return builder;
    }
}
