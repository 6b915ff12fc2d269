using Microsoft.Extensions.Hosting;

namespace Crawler;

/// <summary>Leaves Ctrl+C to the crawler: ASP.NET Core's own lifetime would stop the site under its feet.</summary>
internal sealed class SiteLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
