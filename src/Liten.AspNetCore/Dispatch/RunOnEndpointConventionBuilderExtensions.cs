using Liten;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says where endpoints run.</summary>
public static class RunOnEndpointConventionBuilderExtensions
{
    /// <summary>Has the requests of an endpoint, or of a group of them, run as tasks of a runtime.</summary>
    /// <param name="builder">A route, a group, controllers, Razor pages, a gRPC service.</param>
    /// <param name="runtime">The name of the runtime, as given to <c>AddLiten</c>.</param>
    /// <param name="configure">Limits, which all endpoints of this call share.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Binding, filters, the handler and the writing of its result run there, and what they await comes back there. The
    /// nearest call counts: an endpoint's own before that of its group. What is refused gets 503 with
    /// <c>Retry-After</c>: beyond the limits, beyond the runtime's <c>MaxTasks</c>, and while it drains. A SignalR hub
    /// takes <see cref="LitenHubFilter"/> instead.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="runtime"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    /// <example><code>app.MapGroup("/reports").RunOn("reports", limits => limits.MaxConcurrent = 8);</code></example>
    public static TBuilder RunOn<TBuilder>(
        this TBuilder builder, string runtime, Action<RunOnOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(runtime);
        var options = new RunOnOptions();
        configure?.Invoke(options);
        options.Validate();
        var dispatcher = new RuntimeDispatcher(runtime, options);
        return Wrap(builder, runtime, next => context => dispatcher.InvokeAsync(context, next));
    }

    /// <summary>Has an endpoint run on the ThreadPool, also in a group that runs on a runtime.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static TBuilder RunOnThreadPool<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Wrap(builder, runtime: null, static next => context => Task.Run(() => next(context)));
    }

    private static TBuilder Wrap<TBuilder>(
        TBuilder builder, string? runtime, Func<RequestDelegate, RequestDelegate> wrapper)
        where TBuilder : IEndpointConventionBuilder
    {
        try
        {
            builder.Finally(Apply);
        }
        catch (NotImplementedException)
        {
            builder.Add(Apply); // gRPC, for instance: the delegate is there from the start.
        }

        return builder;

        void Apply(EndpointBuilder endpoint)
        {
            if (endpoint.RequestDelegate is { } next && !endpoint.Metadata.OfType<IRunOnMetadata>().Any())
            {
                endpoint.Metadata.Add(new RunOnMetadata(runtime));
                endpoint.RequestDelegate = wrapper(next);
            }
        }
    }
}
