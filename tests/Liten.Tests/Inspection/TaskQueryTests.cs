#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

using System.Text.Json;

namespace Liten.Tests.Inspection;

/// <summary>Lists of tasks: which are found, in which order, and page by page.</summary>
public sealed class TaskQueryTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    [Fact]
    public void Pages_OneBehindTheOther_GiveEachTaskOnceInOrder()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        long[] ids = [.. Spawn(it, 25).Select(task => task.Id).Order()];

        foreach (TaskSort sort in Enum.GetValues<TaskSort>())
        {
            foreach (bool descending in new[] { false, true })
            {
                List<TaskPage> pages = Pages(it.Runtime, new TaskQuery { Sort = sort, Descending = descending, Take = 7 });

                Assert.Equal([7, 7, 7, 4], pages.Select(page => page.Items.Count));
                Assert.All(pages, page => Assert.Equal((25, 25), (page.Matching, page.Alive)));
                Assert.Equal(ids, pages.SelectMany(page => page.Items).Select(task => task.Id).Order());
            }
        }
    }

    [Fact]
    public void Order_IsAsAskedFor()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle b = it.Runtime.Spawn(() => Time.Sleep(s_long), new SpawnOptions { Name = "b" }, "z.cs", 1);
        JoinHandle a = it.Runtime.Spawn(() => Time.Sleep(s_long), new SpawnOptions { Name = "a" }, "z.cs", 2);
        JoinHandle none = it.Runtime.Spawn(() => Time.Sleep(s_long), null, "a.cs", 3);

        Assert.Equal([b.Id, a.Id, none.Id], Ids(it.Runtime, new TaskQuery()));
        Assert.Equal([none.Id, a.Id, b.Id], Ids(it.Runtime, new TaskQuery { Sort = TaskSort.Name }));
        Assert.Equal([b.Id, a.Id, none.Id], Ids(it.Runtime, new TaskQuery { Sort = TaskSort.Name, Descending = true }));
        Assert.Equal([none.Id, b.Id, a.Id], Ids(it.Runtime, new TaskQuery { Sort = TaskSort.Site }));
        Assert.Equal([none.Id, a.Id, b.Id], Ids(it.Runtime, new TaskQuery { Descending = true }));
    }

    [Fact]
    public void Filters_LeaveOutWhatTheyDoNotMean()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle lockTask = it.Runtime.Spawn(WaitForLock, new SpawnOptions { Name = "Writer" }, "/src/Server.cs", 42);
        JoinHandle sleeper = it.Runtime.Spawn(() => Time.Sleep(s_long), null, "/src/Server.cs", 43);
        JoinHandle other = it.Runtime.Spawn(() => Time.Sleep(s_long), null, "/src/OtherServer.cs", 42);
        TaskSnapshotTests.Await(it, lockTask, LiveTaskState.Waiting);
        TaskSnapshotTests.Await(it, sleeper, LiveTaskState.Waiting);
        TaskSnapshotTests.Await(it, other, LiveTaskState.Waiting);

        Assert.Equal([lockTask.Id], Ids(it.Runtime, new TaskQuery { Text = "writer" }));
        Assert.Equal([lockTask.Id], Ids(it.Runtime, new TaskQuery { Text = "'LEDGER'" }));
        Assert.Equal([other.Id], Ids(it.Runtime, new TaskQuery { Text = "otherserver" }));
        Assert.Equal([lockTask.Id, sleeper.Id], Ids(it.Runtime, new TaskQuery { Site = "Server.cs" }));
        Assert.Equal([lockTask.Id], Ids(it.Runtime, new TaskQuery { Site = "server.cs:42" }));
        Assert.Equal([sleeper.Id], Ids(it.Runtime, new TaskQuery { Site = "/src/Server.cs:43" }));
        Assert.Equal([lockTask.Id, sleeper.Id, other.Id], Ids(it.Runtime, new TaskQuery { State = LiveTaskState.Waiting }));
        Assert.Empty(Ids(it.Runtime, new TaskQuery { State = LiveTaskState.Queued }));
        Assert.Equal([lockTask.Id, sleeper.Id, other.Id], Ids(it.Runtime, new TaskQuery { ParentId = 0 }));
        Assert.Empty(Ids(it.Runtime, new TaskQuery { ParentId = lockTask.Id }));
        TaskPage page = it.Runtime.GetTasks(new TaskQuery { Text = "writer" });
        Assert.Equal((1, 3), (page.Matching, page.Alive));
        Assert.Null(page.Next);
    }

    [Fact]
    public void Page_WithoutRows_OnlyCounts()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        Spawn(it, 3);

        TaskPage page = it.Runtime.GetTasks(new TaskQuery { Take = 0 });

        Assert.Empty(page.Items);
        Assert.Equal((3, 3), (page.Matching, page.Alive));
    }

    [Fact]
    public void Query_WithWrongNumbersOrPlaces_IsRefused()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Throws<ArgumentOutOfRangeException>("Take", () => new TaskQuery { Take = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Take", () => new TaskQuery { Take = 10_001 });
        Assert.Contains("Next", Assert.Throws<ArgumentException>(() => it.Runtime.GetTasks(new TaskQuery { After = "x" })).Message);
    }

    [Fact]
    public void Groups_CountByPlaceAndState()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle[] many = [.. Spawn(it, 5)];
        JoinHandle one = it.Runtime.Spawn(WaitForLock, null, "one.cs", 7);
        TaskSnapshotTests.Await(it, many[4], LiveTaskState.Waiting);
        TaskSnapshotTests.Await(it, one, LiveTaskState.Waiting);

        IReadOnlyList<TaskGroupSnapshot> groups = it.Runtime.GetTaskGroups();

        Assert.Equal([5, 1], groups.Select(group => group.Count));
        Assert.Equal((5, "a sleep", many[0].Id), (groups[0].Waiting, groups[0].TopWait, groups[0].OldestId));
        Assert.Equal(("one.cs", 7, "AsyncMutex 'ledger'"), (groups[1].File, groups[1].Line, groups[1].TopWait));
        Assert.Equal("1 x one.cs:7: 1 waiting", groups[1].ToString());
    }

    [Fact]
    public void Page_CanBeWrittenAsJson()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        TaskSnapshotTests.Await(it, Spawn(it, 1).First(), LiveTaskState.Waiting);

        string json = JsonSerializer.Serialize(it.Runtime.GetTasks());

        Assert.Contains("\"Kind\":", json);
        Assert.Contains("TaskQueryTests.cs", json);
    }

    [Fact]
    public void HundredThousandSleepingTasks_AreListed()
    {
        const int Count = 100_000;
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        it.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                _ = LitenTask.Spawn(() => Time.Sleep(s_long));
            }
        });
        it.WaitUntil(() => it.Runtime.GetTasks(new TaskQuery { State = LiveTaskState.Waiting, Take = 0 }).Matching >= Count, "the sleeps");

        TaskPage page = it.Runtime.GetTasks(new TaskQuery { Sort = TaskSort.Age, Descending = true, Take = 10 });

        Assert.Equal(10, page.Items.Count);
        Assert.Equal(Count, page.Alive);
        Assert.Equal(Count, Assert.Single(it.Runtime.GetTaskGroups()).Count);
    }

    private static IEnumerable<JoinHandle> Spawn(RuntimeUnderTest it, int count)
        => [.. Enumerable.Range(0, count).Select(_ => it.Runtime.Spawn(() => Time.Sleep(s_long)))];

    private static async LitenTask WaitForLock()
    {
        var mutex = new AsyncMutex { Name = "ledger" };
        using AsyncMutexGuard guard = await mutex.LockAsync();
        await mutex.LockAsync();
    }

    private static long[] Ids(Runtime runtime, TaskQuery query) => [.. runtime.GetTasks(query).Items.Select(task => task.Id)];

    private static List<TaskPage> Pages(Runtime runtime, TaskQuery query)
    {
        var pages = new List<TaskPage>();
        for (string? after = null; pages.Count == 0 || after is not null; after = pages[^1].Next)
        {
            pages.Add(runtime.GetTasks(new TaskQuery
            {
                Sort = query.Sort,
                Descending = query.Descending,
                Take = query.Take,
                After = after,
            }));
        }

        return pages;
    }
}
