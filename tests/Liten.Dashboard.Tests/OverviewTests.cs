using System.Text.Json;

namespace Liten.Dashboard.Tests;

/// <summary>What somebody sees first: the counters, and what is wrong.</summary>
public sealed class OverviewTests
{
    [Fact]
    public async Task Runtime_ThatIsWell_HasItsCountersAndNoFinding()
    {
        await using var it = new DashboardUnderTest();
        _ = it.SpawnSleeper("one");
        _ = it.SpawnSleeper("two");

        JsonElement overview = await it.GetAsync("api/overview");

        JsonElement runtime = Assert.Single(overview.List("runtimes"));
        Assert.Equal(("it", 2, 2, 2), (runtime.Text("name"), runtime.Number("alive"), runtime.Number("spawned"), runtime.Number("timers")));
        Assert.Equal(["it-0", "it-1"], runtime.List("workers").Select(worker => worker.Text("name")));
        JsonElement site = Assert.Single(runtime.List("sites"));
        Assert.StartsWith("DashboardUnderTest.cs:", site.Text("site"), StringComparison.Ordinal);
        Assert.Equal((2, 2), (site.Number("count"), site.Number("waiting")));
        Assert.Empty(overview.List("findings"));
        Assert.False(overview.Of("allowAbort").GetBoolean());
    }

    [Fact]
    public async Task Samples_AreTakenWhenAskedForAndAtNoOtherTime()
    {
        await using var it = new DashboardUnderTest();
        int asked = 0;
        JsonElement overview = await it.GetUntilAsync("api/overview", answer => ++asked > 1 && answer.List("runtimes")[0].List("samples").Length > 1);
        JsonElement[] samples = overview.List("runtimes")[0].List("samples");
        long last = samples[^1].Number("at");

        Assert.True(samples.Length < asked, $"{samples.Length} samples came of {asked} questions");
        Assert.All(
            (await it.GetAsync($"api/overview?since={last}")).List("runtimes")[0].List("samples"),
            sample => Assert.True(sample.Number("at") > last));
    }

    [Fact]
    public async Task Deadlock_IsFound()
    {
        await using var it = new DashboardUnderTest();
        (JoinHandle pay, JoinHandle payBack) = it.SpawnDeadlock();

        JsonElement overview = await it.GetUntilAsync("api/overview", static answer => answer.Has("deadlock"));

        JsonElement finding = Assert.Single(overview.List("findings"));
        Assert.Equal("Stuck", finding.Text("severity"));
        Assert.Contains($"task {pay.Id} 'pay'", finding.Text("title"), StringComparison.Ordinal);
        Assert.Contains($"task {payBack.Id} 'pay back'", finding.Text("title"), StringComparison.Ordinal);
        Assert.Equal("/graph", finding.Text("link"));
    }

    [Fact]
    public async Task AllWorkersStuck_IsAnsweredAndFound()
    {
        using var release = new ManualResetEventSlim();
        await using var it = new DashboardUnderTest();
        JoinHandle[] tasks = [.. Enumerable.Range(0, 2).Select(_ => it.Runtime.Spawn(
            () =>
            {
                release.Wait();
                return LitenTask.CompletedTask;
            },
            new SpawnOptions { Name = "holds a worker" }))];

        JsonElement overview = await it.GetUntilAsync("api/overview", static answer => answer.List("findings")
            .Any(static finding => finding.Text("title") == "All 2 workers of it are stuck"));

        release.Set();
        Assert.All(overview.List("runtimes")[0].List("workers"), worker => Assert.Equal("holds a worker", worker.Of("task").Text("name")));
        foreach (JoinHandle task in tasks)
        {
            await task.AsTask();
        }
    }

    [Fact]
    public async Task TasksThatOnlyBecomeMore_AreFound()
    {
        await using var it = new DashboardUnderTest();

        JsonElement overview = await it.GetUntilAsync("api/overview", answer =>
        {
            for (int i = 0; i < 25; i++)
            {
                _ = it.Runtime.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));
            }

            return answer.Has("leak");
        });

        Assert.Contains("OverviewTests.cs:", overview.List("findings").First(f => f.Text("kind") == "leak").Text("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConvoyAndFullPool_AreFound()
    {
        using var release = new ManualResetEventSlim();
        await using var it = new DashboardUnderTest();
        var cache = new AsyncMutex { Name = "cache" };
        _ = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await cache.LockAsync();
            await Time.Sleep(TimeSpan.FromHours(1));
        });
        for (int i = 0; i < 40; i++)
        {
            _ = it.Runtime.Spawn(async () => { using AsyncMutexGuard guard = await cache.LockAsync(); });
        }

        JoinHandle running = it.Runtime.SpawnBlocking(release.Wait);
        JoinHandle queued = it.Runtime.SpawnBlocking(release.Wait);

        await it.GetUntilAsync("api/overview", static answer => answer.Has("convoy") && answer.Has("pool"));

        release.Set();
        await running.AsTask();
        await queued.AsTask();
    }

    [Fact]
    public async Task SeveralRuntimes_AreShownByNumberAndLeaveWhenTheyEnd()
    {
        await using var it = new DashboardUnderTest(null, "same", "same");
        JoinHandle first = it.SpawnSleeper();
        JoinHandle second = it.SpawnSleeper(runtime: 1);

        long[] numbers = [.. (await it.GetAsync("api/overview")).List("runtimes").Select(runtime => runtime.Number("id"))];

        Assert.Equal(2, numbers.Distinct().Count());
        Assert.Equal(first.Id, Assert.Single((await it.GetAsync($"api/tasks?runtime={numbers[0]}")).List("items")).Number("id"));
        Assert.Equal(second.Id, Assert.Single((await it.GetAsync($"api/tasks?runtime={numbers[1]}")).List("items")).Number("id"));
        Assert.Equal(numbers[1], (await it.GetAsync($"api/task?id={second.Id}")).Of("task").Number("runtime"));
        await it.Runtimes[0].DisposeAsync();
        Assert.Equal(numbers[1], Assert.Single((await it.GetAsync("api/overview")).List("runtimes")).Number("id"));
    }

    [Fact]
    public async Task Runtimes_NotChosen_AreAllOfTheProcess()
    {
        await using var it = new DashboardUnderTest(options => options.Runtimes = null, "one of all");
        await using Runtime later = Runtime.CreateBuilder().Name("built later").Build();

        string?[] names = [.. (await it.GetAsync("api/overview")).List("runtimes").Select(runtime => runtime.Text("name"))];

        Assert.Contains("one of all", names);
        Assert.Contains("built later", names);
    }
}
