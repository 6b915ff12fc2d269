#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.
#pragma warning disable xUnit1031 // Blocking a thread on purpose is what some of these tests are about.

namespace Liten.Tests.Inspection;

/// <summary>What a look at one task says: what it is, what it does, what it waits for and since when.</summary>
public sealed class TaskSnapshotTests
{
    [Fact]
    public void Task_ThatWaitsForALock_TellsAllOfIt()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var journal = new AsyncMutex<List<int>>([]) { Name = "journal" };
        var holder = new OpenGate();
        JoinHandle first = it.Runtime.Spawn(() => Hold(journal, holder), new SpawnOptions { Name = "holder" });
        it.WaitUntil(() => journal.IsLocked, "the lock");
        JoinHandle second = it.Runtime.Spawn(() => Hold(journal, new OpenGate()));
        Await(it, second, LiveTaskState.Waiting);
        JoinHandle third = it.Runtime.Spawn(() => Hold(journal, new OpenGate()));

        TaskSnapshot seen = Await(it, third, LiveTaskState.Waiting);

        Assert.Equal(third.Id, seen.Id);
        Assert.Null(seen.Name);
        Assert.Equal(0, seen.ParentId);
        Assert.EndsWith("TaskSnapshotTests.cs", seen.File);
        Assert.Equal(it.Runtime.Name, seen.Runtime);
        Assert.False(seen.IsBlockingJob);
        Assert.False(seen.IsAbortRequested);
        Assert.Null(seen.Thread);
        Assert.Equal(TaskWaitKind.Primitive, seen.Wait!.Kind);
        Assert.Equal("journal", seen.Wait.Name);
        Assert.Equal(first.Id, seen.Wait.TaskId);
        Assert.Equal(2, seen.Wait.Place);
        Assert.Equal($"AsyncMutex<List<int>> 'journal', held by {first.Describe()}", seen.Wait.Text);
        Assert.Contains($"waits for AsyncMutex<List<int>> 'journal', held by {first.Describe()}, as number 2", seen.ToString());
        holder.Open();
    }

    [Fact]
    public void Task_ThatWaitsForAnother_NamesIt()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        JoinHandle joined = it.Runtime.Spawn(() => Time.Sleep(TimeSpan.FromHours(1)));
        JoinHandle joining = it.Runtime.Spawn(async () => await joined);

        TaskWait wait = Await(it, joining, LiveTaskState.Waiting).Wait!;

        Assert.Equal((TaskWaitKind.Task, joined.Id), (wait.Kind, wait.TaskId));
        Assert.Equal($"the end of {joined.Describe()}", wait.Text);
    }

    [Fact]
    public void Task_ThatSleeps_TellsForHowLongAtMost()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle sleeping = it.Runtime.Spawn(async () => await Time.Sleep(TimeSpan.FromHours(1)));

        TaskWait wait = Await(it, sleeping, LiveTaskState.Waiting).Wait!;

        Assert.Equal(TaskWaitKind.Time, wait.Kind);
        Assert.InRange(wait.Remaining!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }

    [Fact]
    public void Task_ThatWaitsForAGroup_SaysSo()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle owner = it.Runtime.Spawn(async () => await TaskScope.RunAsync(async scope =>
        {
            _ = scope.Spawn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
            await scope.JoinAsync();
        }));

        Assert.Equal(TaskWaitKind.Group, Await(it, owner, LiveTaskState.Waiting).Wait!.Kind);
    }

    [Fact]
    public void Task_ThatWaitsForSomethingForeign_NamesTheMethodAndKnowsSinceWhen()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var never = new TaskCompletionSource();
        JoinHandle waiting = it.Runtime.Spawn(async () => await ForeignAsync(never.Task));

        TaskWait wait = Await(it, waiting, LiveTaskState.Waiting).Wait!;

        Assert.Equal(TaskWaitKind.Foreign, wait.Kind);
        Assert.Equal($"Task of {nameof(TaskSnapshotTests)}.{nameof(ForeignAsync)}", wait.Text);
        it.WaitUntil(() => it.Runtime.GetTask(waiting.Id)!.Since > TimeSpan.Zero, "the age of the wait");
        never.SetResult();
    }

    [Fact]
    public void Task_ThatRuns_NamesItsThread()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        string? thread = null;
        JoinHandle running = it.Runtime.Spawn(async () =>
        {
            thread = Thread.CurrentThread.Name;
            begun.Set();
            gate.Wait(RuntimeUnderTest.Patience);
        });

        it.WaitFor(begun, "the task");
        TaskSnapshot seen = Await(it, running, LiveTaskState.Running);

        Assert.Equal(thread, seen.Thread);
        Assert.Null(seen.Wait);
        Assert.Contains($"running on thread {thread}", seen.ToString());
        gate.Set();
    }

    [Fact]
    public void Task_BehindOneThatRuns_IsQueuedOrReady()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        using var gate = new ManualResetEventSlim();
        var bell = new AsyncNotify { Name = "bell" };
        JoinHandle woken = it.Runtime.Spawn(async () => await bell.WaitAsync());
        Assert.Equal("AsyncNotify 'bell'", Await(it, woken, LiveTaskState.Waiting).Wait!.Text);
        JoinHandle running = it.Runtime.Spawn(async () => gate.Wait(RuntimeUnderTest.Patience));
        Await(it, running, LiveTaskState.Running);
        JoinHandle queued = it.Runtime.Spawn(async () => { });
        bell.NotifyOne();

        Assert.Equal(LiveTaskState.Queued, it.Runtime.GetTask(queued.Id)!.State);
        Assert.Equal(LiveTaskState.Ready, it.Runtime.GetTask(woken.Id)!.State);
        gate.Set();
    }

    [Fact]
    public void BlockingJob_ThatRunsOrIsQueued_SaysSo()
    {
        using RuntimeUnderTest it = new(Runtime.CreateBuilder().WorkerThreads(1).MaxBlockingThreads(1));
        using var gate = new ManualResetEventSlim();
        JoinHandle running = it.Runtime.SpawnBlocking(() => gate.Wait(RuntimeUnderTest.Patience));
        TaskSnapshot seen = Await(it, running, LiveTaskState.Blocking);
        JoinHandle queued = it.Runtime.SpawnBlocking(() => { });

        Assert.True(seen.IsBlockingJob);
        Assert.NotNull(seen.Thread);
        Assert.Equal(LiveTaskState.Queued, it.Runtime.GetTask(queued.Id)!.State);
        gate.Set();
    }

    [Fact]
    public void Task_WithParentAgeAndAbort_TellsThem()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        var child = new TaskCompletionSource<JoinHandle>();
        JoinHandle parent = it.Runtime.Spawn(async () =>
        {
            child.SetResult(LitenTask.Spawn(async () =>
            {
                using AbortShield shield = LitenTask.Current.ShieldFromAbort();
                await new AsyncSemaphore(0) { Name = "none" }.AcquireAsync(1, new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
            }));
            await Time.Sleep(TimeSpan.FromHours(1));
        });
        JoinHandle spawned = Patience.Get(child.Task);
        Await(it, spawned, LiveTaskState.Waiting);
        spawned.Abort();

        TaskSnapshot seen = it.Runtime.GetTask(spawned.Id)!;

        Assert.Equal(parent.Id, seen.ParentId);
        Assert.True(seen.IsAbortRequested);
        Assert.Equal("AsyncSemaphore 'none'", seen.Wait!.Text);
        Assert.InRange(seen.Age, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        it.WaitUntil(() => it.Runtime.GetTask(parent.Id)!.Age > seen.Age, "the age of the parent");
        Assert.Contains($"child of task {parent.Id}", seen.ToString());
        Assert.Contains("asked to stop", seen.ToString());
    }

    [Fact]
    public void Wait_ThatIsLookedAtTwice_IsDatedFromTheFirstLook()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var bell = new AsyncNotify();
        JoinHandle waiting = it.Runtime.Spawn(async () =>
        {
            await bell.WaitAsync();
            await bell.WaitAsync();
        });
        Await(it, waiting, LiveTaskState.Waiting);

        it.WaitUntil(() => it.Runtime.GetTask(waiting.Id)!.Since > TimeSpan.FromMilliseconds(20), "the age of the wait");
        TimeSpan first = it.Runtime.GetTask(waiting.Id)!.Since!.Value;
        bell.NotifyOne();
        it.WaitUntil(() => !(it.Runtime.GetTask(waiting.Id)!.Since > first), "the second wait");
        bell.NotifyOne();
    }

    [Fact]
    public void Task_ThatHasEnded_IsNotFound()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        JoinHandle ended = it.Runtime.Spawn(async () => { });
        it.Outcome(ended);

        Assert.Null(it.Runtime.GetTask(ended.Id));
        Assert.Null(it.Runtime.GetTask(0));
    }

    /// <summary>Waits until a look finds the task in the state, and gives that look.</summary>
    internal static TaskSnapshot Await(RuntimeUnderTest it, JoinHandle task, LiveTaskState state)
    {
        TaskSnapshot? seen = null;
        it.WaitUntil(() => (seen = it.Runtime.GetTask(task.Id))?.State == state, $"the state {state}");
        return seen!;
    }

    private static async LitenTask Hold(AsyncMutex<List<int>> mutex, OpenGate gate)
    {
        using AsyncMutexGuard<List<int>> guard = await mutex.LockAsync();
        await gate.WaitAsync();
    }

    private static async Task ForeignAsync(Task task) => await task;

    /// <summary>Closed until it is opened.</summary>
    private sealed class OpenGate
    {
        private readonly AsyncNotify _opened = new();

        public LitenTask WaitAsync() => _opened.WaitAsync();

        public void Open() => _opened.NotifyOne();
    }
}
