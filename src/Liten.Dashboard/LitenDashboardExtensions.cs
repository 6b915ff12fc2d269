using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Liten;

/// <summary>Puts the dashboard into a web application.</summary>
public static class LitenDashboardExtensions
{
    /// <summary>Maps the dashboard of the runtimes of this process.</summary>
    /// <param name="endpoints">The web application.</param>
    /// <param name="pattern">Where: <c>/liten</c> by default.</param>
    /// <param name="options">What may be done; null for looking only.</param>
    /// <returns>
    /// The conventions of all its endpoints, for example for <c>RequireAuthorization</c>. Without authorization, and
    /// without an access token, only requests from this machine are answered.
    /// </returns>
    /// <exception cref="ArgumentException">The pattern is empty.</exception>
    /// <exception cref="InvalidOperationException">The access token is too short.</exception>
    /// <example>
    /// <code>
    /// WebApplication app = WebApplication.CreateBuilder(args).Build();
    /// app.MapLitenDashboard("/liten");
    /// app.Run();
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapLitenDashboard(
        this IEndpointRouteBuilder endpoints, string pattern = "/liten", DashboardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        options ??= new DashboardOptions();
        options.Validate();
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        new DashboardEndpoints(options).MapTo(group);
        return group;
    }
}
