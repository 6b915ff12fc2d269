namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/seeing.md, run.</summary>
public sealed class GuideToSeeing
{
    [Fact]
    public void Dump_task_and_lists()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Runtime runtime = it.Runtime;
        var writer = new StringWriter();
        var account = new AsyncMutex<decimal>(100) { Name = "your account" };
        Assert.True(account.TryLock(out AsyncMutexGuard<decimal> guard));
        JoinHandle handle = runtime.Spawn(async () => { using AsyncMutexGuard<decimal> debit = await account.LockAsync(); });
        it.WaitUntil(() => runtime.GetTask(handle.Id)?.State == LiveTaskState.Waiting, "the wait");

        runtime.WriteTaskDump(writer);
        Assert.Contains("'your account'", writer.ToString());

        TaskSnapshot? task = runtime.GetTask(handle.Id);
        Assert.Equal("your account", task!.Wait!.Name);

        var query = new TaskQuery { State = LiveTaskState.Waiting, Text = "your account", Sort = TaskSort.Age, Take = 20 };
        TaskPage page = runtime.GetTasks(query);
        Assert.Equal(handle.Id, Assert.Single(page.Items).Id);

        foreach (TaskGroupSnapshot group in runtime.GetTaskGroups())
        {
            writer.WriteLine($"{group}; most wait for {group.TopWait}");
        }

        Assert.Contains("1 waiting; most wait for AsyncMutex<decimal> 'your account'", writer.ToString());

        foreach (WaitGroupSnapshot group in runtime.GetWaitGroups())
        {
            writer.WriteLine(group);
        }

        Assert.Contains("1 task waits for AsyncMutex<decimal> 'your account'", writer.ToString());
        guard.Dispose();
    }

    [Fact]
    public void Named_channel()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var (sender, receiver) = Mpsc.CreateBounded<string>(capacity: 16, name: "orders");
        JoinHandle handle = it.Runtime.Spawn(async () => { await receiver.ReceiveAsync(); });
        it.WaitUntil(() => it.Runtime.GetTask(handle.Id)?.State == LiveTaskState.Waiting, "the wait");

        Assert.Equal("Mpsc<string>.ReceiveAsync 'orders'", it.Runtime.GetTask(handle.Id)!.Wait!.Text);
        sender.Dispose();
    }

    [Fact]
    public void Dump_when_asked_for()
    {
        using Runtime runtime = Runtime.CreateBuilder().DumpOnQuit(Console.Error).Build();

        Assert.NotNull(runtime);
    }

    [Fact]
    public void Deadlocks()
    {
        var found = new TaskCompletionSource<string>();
        var stands = new TaskCompletionSource<int>();
        using Runtime runtime = Runtime.CreateBuilder()
            .WaitLimit(TimeSpan.FromMilliseconds(50))
            .OnWaitCycle(cycle => found.TrySetResult(cycle.ToString()))
            .OnStandstill(page => stands.TrySetResult(page.Alive))
            .Build();
        var writer = new StringWriter();
        var mutex = new AsyncMutex { Name = "twice" };
        JoinHandle task = runtime.Spawn(async () =>
        {
            using AsyncMutexGuard guard = await mutex.LockAsync();
            using AsyncMutexGuard again = await mutex.LockAsync();
        });

        Assert.Contains("'twice', held by", Patience.Get(found.Task, "the cycle"));
        Assert.Equal(1, Patience.Get(stands.Task, "the standstill"));

        foreach (WaitCycle cycle in Runtime.FindWaitCycles())
        {
            writer.WriteLine(cycle);
        }

        Assert.Contains("1 task waits for itself", writer.ToString());
        task.Abort();
    }
}
