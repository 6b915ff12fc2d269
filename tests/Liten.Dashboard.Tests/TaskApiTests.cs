#pragma warning disable xUnit1051 // The clients have a time limit of their own; a token would be one more thing under test.

using System.Net;
using System.Text.Json;

namespace Liten.Dashboard.Tests;

/// <summary>Lists of tasks, one task, and what they wait for.</summary>
public sealed class TaskApiTests
{
    [Fact]
    public async Task Pages_OneBehindTheOther_GiveEachTaskOnce()
    {
        await using var it = new DashboardUnderTest();
        long[] ids = [.. Enumerable.Range(0, 25).Select(i => it.SpawnSleeper($"sleeper {i}").Id)];
        var found = new List<long>();
        string? after = null;

        do
        {
            JsonElement page = await it.GetAsync($"api/tasks?sort=Name&take=10&after={Uri.EscapeDataString(after ?? "")}");
            Assert.Equal((25, 25), (page.Number("matching"), page.Number("alive")));
            found.AddRange(page.List("items").Select(task => task.Number("id")));
            after = page.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(25, found.Count);
        Assert.Equal(ids, found.Order());
    }

    [Fact]
    public async Task Filters_FindWhatTheyMean()
    {
        await using var it = new DashboardUnderTest();
        long wanted = it.SpawnSleeper("wanted").Id;
        _ = it.SpawnSleeper("other");

        JsonElement page = await it.GetAsync("api/tasks?text=WANT&state=waiting&parent=0&site=DashboardUnderTest.cs");

        JsonElement task = Assert.Single(page.List("items"));
        Assert.Equal((wanted, "wanted", "Waiting"), (task.Number("id"), task.Text("name"), task.Text("state")));
        Assert.Equal("Time", task.Of("wait").Text("kind"));
        Assert.Empty((await it.GetAsync("api/tasks?state=Queued")).List("items"));
    }

    [Theory]
    [InlineData("api/tasks?state=asleep", HttpStatusCode.BadRequest)]
    [InlineData("api/tasks?parent=nobody", HttpStatusCode.BadRequest)]
    [InlineData("api/tasks?after=nowhere", HttpStatusCode.BadRequest)]
    [InlineData("api/tasks?runtime=999", HttpStatusCode.NotFound)]
    [InlineData("api/groups?runtime=999", HttpStatusCode.NotFound)]
    [InlineData("api/record?runtime=999", HttpStatusCode.NotFound)]
    [InlineData("api/task?id=-7", HttpStatusCode.NotFound)]
    [InlineData("api/task", HttpStatusCode.NotFound)]
    [InlineData("assets/../secret", HttpStatusCode.NotFound)]
    [InlineData("assets/nothing.js", HttpStatusCode.NotFound)]
    public async Task Questions_ThatMakeNoSense_AreRefusedInWords(string path, HttpStatusCode status)
    {
        await using var it = new DashboardUnderTest();

        Assert.Equal(status, await it.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, path)));
    }

    [Fact]
    public async Task Task_ThatHasEnded_IsGone()
    {
        await using var it = new DashboardUnderTest();
        JoinHandle task = it.SpawnSleeper();
        Assert.Equal(1, (await it.GetAsync("api/tasks")).Number("alive"));

        task.Abort();
        await task.JoinAsync();

        await it.GetUntilAsync("api/tasks", static page => page.Number("alive") == 0 && page.List("items").Length == 0);
        Assert.Equal(HttpStatusCode.NotFound, await it.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, $"api/task?id={task.Id}")));
    }

    [Fact]
    public async Task Task_BehindALock_LeadsToItsHolder()
    {
        await using var it = new DashboardUnderTest();
        var ledger = new AsyncMutex { Name = "ledger" };
        JoinHandle holder = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await ledger.LockAsync();
            await Time.Sleep(TimeSpan.FromHours(1));
        }, new SpawnOptions { Name = "holder" });
        it.AwaitState(holder, LiveTaskState.Waiting);
        JoinHandle waiter = it.Runtime.Spawn(async () => { using AsyncMutexGuard guard = await ledger.LockAsync(); });
        it.AwaitState(waiter, LiveTaskState.Waiting);

        JsonElement task = await it.GetAsync($"api/task?id={waiter.Id}");
        JsonElement held = Assert.Single((await it.GetAsync("api/waits")).List("items"), item => item.Text("subject") == "AsyncMutex 'ledger'");
        JsonElement graph = await it.GetAsync("api/graph");

        Assert.Equal(holder.Id, Assert.Single(task.List("chain")).Number("id"));
        Assert.Equal("AsyncMutex 'ledger'", task.Of("task").Of("wait").Text("subject"));
        Assert.False(task.Of("isInCycle").GetBoolean());
        Assert.NotEmpty(task.List("stack"));
        Assert.Equal((holder.Id, 1), (held.Of("holder").Number("id"), held.Number("count")));
        Assert.Equal($"t{holder.Id}", Assert.Single(graph.List("edges")).Text("to"));
        Assert.Empty(graph.List("cycles"));
    }

    [Fact]
    public async Task Deadlock_IsMarkedInTheGraphAndAtItsTasks()
    {
        await using var it = new DashboardUnderTest();
        (JoinHandle pay, JoinHandle payBack) = it.SpawnDeadlock();

        JsonElement graph = await it.GetUntilAsync("api/graph", static answer => answer.List("cycles").Length == 1);
        JsonElement task = await it.GetUntilAsync($"api/task?id={pay.Id}", static answer => answer.Of("isInCycle").GetBoolean());

        Assert.All(graph.List("edges"), edge => Assert.True(edge.Of("isInCycle").GetBoolean()));
        Assert.Equal(2, graph.List("edges").Length);
        Assert.Equal([payBack.Id, pay.Id], task.List("chain").Select(step => step.Number("id")));
    }

    [Fact]
    public async Task Family_IsTold()
    {
        await using var it = new DashboardUnderTest();
        JoinHandle parent = it.Runtime.Spawn(async () =>
        {
            _ = LitenTask.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)), new SpawnOptions { Name = "child" });
            await Time.Sleep(TimeSpan.FromHours(1));
        }, new SpawnOptions { Name = "parent" });

        JsonElement told = await it.GetUntilAsync($"api/task?id={parent.Id}", static answer => answer.Number("childCount") == 1);
        JsonElement child = await it.GetAsync($"api/task?id={told.List("children")[0].Number("id")}");

        Assert.Equal("child", child.Of("task").Text("name"));
        Assert.Equal("parent", child.Of("parent").Text("name"));
    }

    [Fact]
    public async Task Groups_CountWhatIsAlike()
    {
        await using var it = new DashboardUnderTest();
        for (int i = 0; i < 3; i++)
        {
            _ = it.SpawnSleeper();
        }

        JsonElement bySite = await it.GetAsync("api/groups?by=site");
        JsonElement byStack = await it.GetAsync("api/groups?by=stack");

        Assert.Equal((3, 3), (Assert.Single(bySite.List("items")).Number("count"), bySite.Number("alive")));
        Assert.Equal((3, 3), (Assert.Single(byStack.List("items")).Number("waiting"), byStack.Number("counted")));
    }

    [Fact]
    public async Task Pools_TellJobsAndWhatIsDue()
    {
        using var release = new ManualResetEventSlim();
        await using var it = new DashboardUnderTest();
        JoinHandle sleeper = it.SpawnSleeper();
        JoinHandle job = it.Runtime.SpawnBlocking(release.Wait, new SpawnOptions { Name = "job" });
        it.AwaitState(job, LiveTaskState.Blocking);

        JsonElement pool = Assert.Single((await it.GetAsync("api/pools")).List("items"));

        release.Set();
        Assert.Equal((1, 0, 1), (pool.Number("threads"), pool.Number("queue"), pool.Number("timers")));
        Assert.Equal(job.Id, Assert.Single(pool.List("jobs")).Number("id"));
        Assert.Equal(sleeper.Id, Assert.Single(pool.List("due")).Number("id"));
        await job.AsTask();
    }

    [Fact]
    public async Task Dump_IsTheRuntimesOwn()
    {
        await using var it = new DashboardUnderTest();
        _ = it.SpawnSleeper("in the dump");

        using HttpResponseMessage response = await it.Client.GetAsync("api/dump");

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("'in the dump'", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_IsAFileInTheTraceEventFormat()
    {
        await using var it = new DashboardUnderTest();

        JsonElement recording = await it.GetAsync("api/record?seconds=1");

        Assert.True(recording.TryGetProperty("traceEvents", out _) || recording.ValueKind == JsonValueKind.Array);
    }
}
