using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Liten;

/// <summary>Puts before all middleware what tells requests on warm connections the addresses of their client.</summary>
internal sealed class EndPointRepair : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (context, next) =>
        {
            context.Features.Get<WarmStart>()?.Repair(context.Connection);
            return next(context);
        });
        next(app);
    };
}
