using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Liten;

/// <summary>Has the requests of a controller, an action, a Razor page or a handler run on a runtime.</summary>
/// <param name="runtime">The name of the runtime, as given to <c>AddLiten</c>.</param>
/// <remarks>
/// In MVC it needs nothing else: binding, the action and its result run there. On the handler of a minimal endpoint it
/// counts below
/// <c>app.UseLiten()</c>.
/// </remarks>
/// <exception cref="ArgumentException"><paramref name="runtime"/> is null or empty.</exception>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RunOnAttribute(string runtime) : Attribute, IRunOnMetadata, IAsyncResourceFilter, IOrderedFilter
{
    private readonly RuntimeDispatcher _dispatcher = new(Named(runtime), new RunOnOptions());

    /// <inheritdoc/>
    public string Runtime { get; } = runtime;

    /// <summary>Before all other filters.</summary>
    public int Order => int.MinValue;

    string? IRunOnMetadata.Runtime => Runtime;

    /// <inheritdoc/>
    public Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return _dispatcher.InvokeAsync(context.HttpContext, Rest);

        async Task Rest(HttpContext http) => await next();
    }

    private static string Named(string runtime)
    {
        ArgumentException.ThrowIfNullOrEmpty(runtime);
        return runtime;
    }
}
