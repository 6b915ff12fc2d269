using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>A service on a runtime is to its host what a BackgroundService is.</summary>
public sealed class LitenServiceTests
{
    [Fact]
    public async Task Service_OfANamedRuntime_RunsThereUntilTheHostStops()
    {
        var ran = new TaskCompletionSource<(Runtime, string?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        await using var host = new HostUnderTest(services => services.AddLiten("reports").AddService<TestService>()
            .Services.AddSingleton<Func<CancellationToken, LitenTask>>(async stopping =>
            {
                ran.SetResult((Runtime.Current, LitenTask.Current.Name));
                while (!stopping.IsCancellationRequested)
                {
                    await LitenTask.Yield();
                }

                ended = true;
            }));

        await host.StartAsync();
        (Runtime runtime, string? name) = await HostUnderTest.Patiently(ran.Task);
        Assert.False(ended);
        await host.StopAsync();

        Assert.True(ended);
        Assert.Same(host.RuntimeOf("reports"), runtime);
        Assert.Equal(nameof(TestService), name);
    }

    [Fact]
    public async Task Service_AddedAsHostedService_RunsOnTheDefaultRuntime()
    {
        var ran = new TaskCompletionSource<Runtime>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new HostUnderTest(services =>
        {
            services.AddLiten();
            services.AddHostedService<TestService>().AddSingleton<Func<CancellationToken, LitenTask>>(_ =>
            {
                ran.SetResult(Runtime.Current);
                return LitenTask.CompletedTask;
            });
        });

        await host.StartAsync();

        Assert.Same(host.Runtime, await HostUnderTest.Patiently(ran.Task));
        await host.StopAsync();
    }

    [Fact]
    public async Task Service_Fails_StopsTheHostAndIsLoggedByIt()
    {
        var failure = new InvalidOperationException("broken");
        await using HostUnderTest host = Failing(failure, BackgroundServiceExceptionBehavior.StopHost);
        Task stopping = Stopping(host);

        await host.StartAsync();
        await HostUnderTest.Patiently(stopping);

        // .NET 10 tells it at the stop as well; an earlier one does not.
        await Record.ExceptionAsync(() => host.StopAsync());
        Assert.Contains(host.Log.Entries, entry => ReferenceEquals(entry.Exception, failure) && entry.Event.Name == "BackgroundServiceFaulted");
        Assert.Contains(host.Log.Entries, entry => entry.Event.Name == "BackgroundServiceStoppingHost");
        Assert.Empty(host.Log.WithId(5));
    }

    [Fact]
    public async Task Service_FailsAndIsIgnored_TheHostGoesOn()
    {
        var failure = new InvalidOperationException("broken");
        await using HostUnderTest host = Failing(failure, BackgroundServiceExceptionBehavior.Ignore);
        Task stopping = Stopping(host);

        await host.StartAsync();
        LitenService service = host.Host.Services.GetServices<IHostedService>().OfType<LitenService>().Single();
        await Record.ExceptionAsync(() => HostUnderTest.Patiently(service.ExecuteTask!));

        Assert.True(service.Execution!.IsCompleted);
        Assert.False(stopping.IsCompleted);
        await host.StopAsync();
    }

    [Fact]
    public async Task Service_IgnoresItsToken_IsAbortedWhenTheHostsTimeIsOver()
    {
        var (_, never) = Oneshot.Create<int>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool unwound = false;
        await using var host = new HostUnderTest(services => services.AddLiten().AddService<TestService>()
            .Services.AddSingleton<Func<CancellationToken, LitenTask>>(async _ =>
            {
                try
                {
                    begun.SetResult();
                    await never;
                }
                finally
                {
                    unwound = true;
                }
            }));
        await host.StartAsync();
        await HostUnderTest.Patiently(begun.Task);
        LitenService service = host.Host.Services.GetServices<IHostedService>().OfType<LitenService>().Single();

        await Record.ExceptionAsync(() => host.StopAtOnceAsync());

        Assert.True((await service.Execution!.JoinAsync(TestContext.Current.CancellationToken)).IsAborted);
        Assert.True(unwound);
    }

    [Fact]
    public void Service_WithoutARuntime_Throws()
        => Assert.Throws<ArgumentNullException>(() => new TestService(null!, _ => LitenTask.CompletedTask));

    private static HostUnderTest Failing(Exception failure, BackgroundServiceExceptionBehavior behavior) => new(services =>
    {
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = behavior);
        services.AddLiten().AddService<TestService>();
        services.AddSingleton<Func<CancellationToken, LitenTask>>(async _ =>
        {
            await LitenTask.Yield();
            throw failure;
        });
    });

    private static Task Stopping(HostUnderTest host)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }
}
