using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>From the start of a host to its end, and beyond.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public async Task Runtime_FromStartToStop_OutlivesEveryService()
    {
        var events = new ConcurrentQueue<string>();
        await using var host = new HostUnderTest(services =>
        {
            services.AddSingleton<IHostedService>(provider => new Recorder(provider, events));
            services.AddLiten();
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["start: running", "stop: running"], events);
        Assert.Equal("1 2 3", host.Log.EventsOf("default"));
        Assert.Contains("ended", host.Runtime.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_BuiltAndNotStarted_HasNoRuntime()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten());

        Assert.Empty(host.Log.EventsOf("default"));
    }

    [Fact]
    public async Task Stop_TaskUnderWay_IsLetEnd()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten());
        await host.StartAsync();
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = host.Runtime.Spawn(async () => await receiver + await LitenTask.Spawn(async () => 2));

        Task stop = host.StopAsync();
        sender.TrySend(40);
        await stop;

        Assert.Equal(42, await task);
        Assert.Equal("1 2 3", host.Log.EventsOf("default"));
    }

    [Fact]
    public async Task Stop_TaskThatDoesNotEnd_IsAbortedAfterTheDrain()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten(static options => options.DrainTimeout = TimeSpan.Zero));
        await host.StartAsync();
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = host.Runtime.Spawn(async () => await never, new SpawnOptions { Name = "waiter" });

        await host.StopAsync();

        Assert.True((await task.JoinAsync(TestContext.Current.CancellationToken)).IsAborted);
        LogCollector.Entry left = Assert.Single(host.Log.WithId(6));
        Assert.Equal(LogLevel.Warning, left.Level);
        Assert.Contains("'waiter' (spawned at LifetimeTests.cs:", left.Message, StringComparison.Ordinal);
        Assert.Empty(host.Log.WithId(4));
    }

    [Fact]
    public async Task Stop_TaskThatIgnoresItsAbort_IsNamedInOneWarning()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten(static options =>
        {
            options.DrainTimeout = TimeSpan.Zero;
            options.AbandonAfter = TimeSpan.Zero;
        }));
        await host.StartAsync();
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _ = host.Runtime.Spawn(
            async () =>
            {
                begun.SetResult();
                await never.Task;
            },
            new SpawnOptions { Name = "stuck" });
        await begun.Task;

        await host.StopAsync();

        LogCollector.Entry abandoned = Assert.Single(host.Log.WithId(4));
        Assert.Equal(LogLevel.Warning, abandoned.Level);
        Assert.Contains("'stuck' (spawned at LifetimeTests.cs:", abandoned.Message, StringComparison.Ordinal);
        never.SetResult();
    }

    [Fact]
    public async Task Stop_HostsTimeIsOver_CutsTheDrain()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten());
        await host.StartAsync();
        var (_, never) = Oneshot.Create<int>();
        JoinHandle task = host.Runtime.Spawn(async () => await never);

        await host.StopAtOnceAsync();

        Assert.True((await task.JoinAsync(TestContext.Current.CancellationToken)).IsAborted);
        Assert.Equal("1 2 7", host.Log.EventsOf("default"));
    }

    [Fact]
    public async Task Runtimes_OfTwoNames_ShareNothing()
    {
        await using var host = new HostUnderTest(static services =>
        {
            services.AddLiten();
            services.AddLiten("reports");
        });
        await host.StartAsync();

        string[] threads = [await host.RuntimeOf("default").Spawn(ThreadName), await host.RuntimeOf("reports").Spawn(ThreadName)];

        Assert.Same(host.Runtime, host.RuntimeOf("default"));
        Assert.NotSame(host.Runtime, host.RuntimeOf("reports"));
        Assert.StartsWith("default-", threads[0], StringComparison.Ordinal);
        Assert.StartsWith("reports-", threads[1], StringComparison.Ordinal);
        await host.StopAsync();
        Assert.Equal(("1 2 3", "1 2 3"), (host.Log.EventsOf("default"), host.Log.EventsOf("reports")));

        static async LitenTask<string> ThreadName() => Thread.CurrentThread.Name!;
    }

    [Fact]
    public async Task AddLiten_Twice_IsOneRuntimeWithTheOptionsOfBoth()
    {
        await using var host = new HostUnderTest(static services =>
        {
            services.AddLiten(static options => options.WorkerThreads = 3);
            services.AddLiten(static options => options.WorkerThreadName = "both");
        });
        await host.StartAsync();

        Assert.Equal(["both-0", "both-1", "both-2"], host.Runtime.Metrics.Workers.Select(static worker => worker.Name));
        Assert.Single(host.Log.WithId(1));
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_Cancelled_BuildsNothing()
    {
        await using var host = new HostUnderTest(static services => services.AddLiten());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => HostUnderTest.Patiently(host.Host.StartAsync(new CancellationToken(canceled: true))));

        Assert.Empty(host.Log.WithId(1));
    }

    [Fact]
    public async Task Dispose_TwiceAndAfterTheStop_DoesNothingMore()
    {
        var host = new HostUnderTest(static services => services.AddLiten());
        await host.StartAsync();
        Runtime runtime = host.Runtime;
        await host.StopAsync();

        await host.DisposeAsync();
        await host.DisposeAsync();
        host.Host.Dispose();

        Assert.Contains("ended", runtime.ToString(), StringComparison.Ordinal);
        Assert.Equal("1 2 3", host.Log.EventsOf("default"));
    }

    [Fact]
    public void Dispose_WithoutAStop_EndsTheRuntime()
    {
        var host = new HostUnderTest(static services => services.AddLiten());
        Runtime runtime = host.Runtime;

        host.Host.Dispose();

        Assert.Contains("ended", runtime.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnhandledException_OfADroppedTask_IsLoggedOnce()
    {
        var failure = new InvalidOperationException("nobody looks");
        int seen = 0;
        await using var host = new HostUnderTest(services => services.AddLiten()
            .ConfigureRuntime(options => options.OnUnhandledException += _ => Interlocked.Increment(ref seen)));
        await host.StartAsync();

        // A posted callback has nobody who could observe its exception.
        host.Runtime.SynchronizationContext.Post(_ => throw failure, null);
        await host.StopAsync();

        LogCollector.Entry logged = Assert.Single(host.Log.WithId(5));
        Assert.Equal(LogLevel.Error, logged.Level);
        Assert.Same(failure, logged.Exception);
        Assert.Equal(1, seen);
    }

    private sealed class Recorder(IServiceProvider provider, ConcurrentQueue<string> events) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => RecordAsync("start");

        public Task StopAsync(CancellationToken cancellationToken) => RecordAsync("stop");

        private async Task RecordAsync(string what)
        {
            Runtime runtime = provider.GetRequiredService<Runtime>();
            await runtime.Spawn(() => LitenTask.CompletedTask);
            events.Enqueue($"{what}: {(runtime.ToString().Contains("running", StringComparison.Ordinal) ? "running" : runtime.ToString())}");
        }
    }
}
