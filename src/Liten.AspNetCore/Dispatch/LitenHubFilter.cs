using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>Has the methods of SignalR hubs run as tasks of a runtime.</summary>
/// <param name="runtime">The name of the runtime, as given to <c>AddLiten</c>.</param>
/// <remarks>
/// SignalR reads a connection on the ThreadPool and calls one method of a client at a time, so the order of a client's
/// calls is kept. A stream that a method returns is read where SignalR reads it.
/// </remarks>
/// <exception cref="ArgumentException"><paramref name="runtime"/> is null or empty.</exception>
/// <example>
/// <code>builder.Services.AddSignalR(options => options.AddFilter(new LitenHubFilter("chat")));</code>
/// </example>
public sealed class LitenHubFilter(string runtime) : IHubFilter
{
    private readonly string _name = Named(runtime);

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        ArgumentNullException.ThrowIfNull(invocationContext);
        ArgumentNullException.ThrowIfNull(next);
        return await Find(invocationContext.ServiceProvider).Spawn(async () => await next(invocationContext));
    }

    /// <inheritdoc/>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        await Find(context.ServiceProvider).Spawn(async () => await next(context));
    }

    /// <inheritdoc/>
    public async Task OnDisconnectedAsync(
        HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        await Find(context.ServiceProvider).Spawn(async () => await next(context, exception));
    }

    private static string Named(string runtime)
    {
        ArgumentException.ThrowIfNullOrEmpty(runtime);
        return runtime;
    }

    private Runtime Find(IServiceProvider services) => services.GetRequiredKeyedService<Runtime>(_name);
}
