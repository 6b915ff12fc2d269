using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>What the health check says of a runtime.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Check_FromBeforeTheStartToAfterTheStop_IsHealthyInBetween()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten("reports").AddHealthCheck(tags: ["mine"]));

        HealthReportEntry before = await CheckAsync(host);
        await host.StartAsync();
        HealthReportEntry running = await CheckAsync(host);
        await host.StopAsync();
        HealthReportEntry after = await CheckAsync(host);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Healthy, HealthStatus.Unhealthy), (before.Status, running.Status, after.Status));
        Assert.Contains("has not started", before.Description, StringComparison.Ordinal);
        Assert.Contains("has stopped", after.Description, StringComparison.Ordinal);
        Assert.Equal("mine", Assert.Single(running.Tags));
    }

    [Fact]
    public async Task Check_WorkerInOneLongTurn_IsUnhealthyUntilItReturns()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        await using var host = new HostUnderTest(static services => services
            .AddLiten("reports", static options => options.WorkerThreads = 1)
            .AddHealthCheck(stuckAfter: TimeSpan.FromTicks(1)));
        await host.StartAsync();
        JoinHandle task = host.RuntimeOf("reports").Spawn(() =>
        {
            blocked.Set();
            release.Wait();
            return LitenTask.CompletedTask;
        });
        blocked.Wait(TestContext.Current.CancellationToken);

        await CheckAsync(host);
        HealthReportEntry stuck = await CheckAsync(host);
        release.Set();
        await task;
        HealthReportEntry freed = await CheckAsync(host);

        Assert.Equal(HealthStatus.Unhealthy, stuck.Status);
        Assert.Contains("reports-0", stuck.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, freed.Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Check_QueueThatDoesNotMove_IsDegraded()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        await using var host = new HostUnderTest(static services => services
            .AddLiten("reports", static options => options.WorkerThreads = 1)
            .AddHealthCheck(stuckAfter: TimeSpan.FromDays(1), queueAge: TimeSpan.FromTicks(1)));
        await host.StartAsync();
        _ = host.RuntimeOf("reports").Spawn(() =>
        {
            blocked.Set();
            release.Wait();
            return LitenTask.CompletedTask;
        });
        blocked.Wait(TestContext.Current.CancellationToken);
        JoinHandle queued = host.RuntimeOf("reports").Spawn(() => LitenTask.CompletedTask);

        await CheckAsync(host);
        HealthReportEntry waiting = await CheckAsync(host);
        release.Set();
        await queued;

        Assert.Equal(HealthStatus.Degraded, waiting.Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Check_NearlyAsManyTasksAsMay_IsDegraded()
    {
        await using var host = new HostUnderTest(static services => services
            .AddLiten("reports", static options => options.MaxTasks = 1).AddHealthCheck());
        await host.StartAsync();
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle task = host.RuntimeOf("reports").Spawn(async () => await receiver);

        HealthReportEntry full = await CheckAsync(host);
        sender.TrySend(1);
        await task;

        Assert.Equal(HealthStatus.Degraded, full.Status);
        await host.StopAsync();
    }

    [Fact]
    public void AddHealthCheck_NoTime_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddLiten().AddHealthCheck(TimeSpan.Zero));

    private static async Task<HealthReportEntry> CheckAsync(HostUnderTest host)
    {
        HealthReport report = await HostUnderTest.Patiently(
            host.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken));
        return report.Entries["liten-reports"];
    }
}
