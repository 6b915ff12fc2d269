namespace Liten.Extensions.Hosting.Tests;

/// <summary>A service that does what a test says.</summary>
internal sealed class TestService(Runtime runtime, Func<CancellationToken, LitenTask> body) : LitenService(runtime)
{
    protected override async LitenTask ExecuteAsync(CancellationToken stoppingToken) => await body(stoppingToken);
}
