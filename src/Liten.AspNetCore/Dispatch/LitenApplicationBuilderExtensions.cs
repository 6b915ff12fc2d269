using System.Collections.Concurrent;
using Liten;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts all that comes later in the pipeline on runtimes.</summary>
public static class LitenApplicationBuilderExtensions
{
    /// <summary>Has what comes later run as tasks of a runtime, but for endpoints that say where they run.</summary>
    /// <param name="app">The application, or a branch of it.</param>
    /// <param name="runtime">The name of the runtime, as given to <c>AddLiten</c>.</param>
    /// <param name="configure">Limits.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Middleware before this call, and the server, stay where they are.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="runtime"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public static IApplicationBuilder UseLiten(
        this IApplicationBuilder app, string runtime, Action<RunOnOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(runtime);
        var options = new RunOnOptions();
        configure?.Invoke(options);
        options.Validate();
        return Use(app, new RuntimeDispatcher(runtime, options));
    }

    /// <summary>
    /// Has endpoints with <see cref="RunOnAttribute"/> run on its runtime, and leaves all else where it is.
    /// </summary>
    /// <param name="app">The application, or a branch of it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is null.</exception>
    public static IApplicationBuilder UseLiten(this IApplicationBuilder app) => Use(app, others: null);

    private static IApplicationBuilder Use(IApplicationBuilder app, RuntimeDispatcher? others)
    {
        ArgumentNullException.ThrowIfNull(app);
        var named = new ConcurrentDictionary<string, RuntimeDispatcher>();
        return app.Use((context, next) => Dispatch(context)?.InvokeAsync(context, next) ?? next(context));

        // What RunOn has wrapped goes where it belongs by itself.
        RuntimeDispatcher? Dispatch(HttpContext context)
            => context.GetEndpoint()?.Metadata.GetMetadata<IRunOnMetadata>() switch
            {
                null => others,
                RunOnMetadata => null,
                { Runtime: { } name } => named.GetOrAdd(name, static name => new(name, new RunOnOptions())),
                _ => null,
            };
    }
}
