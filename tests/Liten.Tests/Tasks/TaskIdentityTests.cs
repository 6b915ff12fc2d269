#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>LitenTask.Current: who am I, in every kind of body, at every place.</summary>
public sealed class TaskIdentityTests : IDisposable
{
    private readonly Runtime _runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();

    public void Dispose() => _runtime.Dispose();

    public static TheoryData<string> AllBodies => [.. TaskLab.Bodies];

    [Fact]
    public void Current_OutsideOfATask_ThrowsAndSaysWhatToDo() => Patience.OnThread(() =>
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => LitenTask.Current.Id);
        Assert.Contains("Spawn or BlockOn", e.Message);
    });

    [Fact]
    public void Current_InAPostedCallback_Throws()
    {
        var thrown = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _runtime.SynchronizationContext.Post(_ => thrown.SetResult(Record.Exception(() => LitenTask.Current.Id)), null);
        Assert.IsType<InvalidOperationException>(Patience.Get(thrown.Task));
    }

    [Fact]
    public void CurrentTask_Default_ThrowsAndSaysWhatToDo()
    {
        Assert.Contains("LitenTask.Current", Assert.Throws<InvalidOperationException>(() => default(CurrentTask).Id).Message);
        Assert.Equal("no task", default(CurrentTask).ToString());
        Assert.True(default(CurrentTask) == default);
        Assert.Equal(0, default(CurrentTask).GetHashCode());
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Current_AfterEveryKindOfAwait_IsTheTask(string body)
    {
        JoinHandle<int>? task = null;
        using var spawned = new ManualResetEventSlim();
        task = Spawn(_runtime, body, "mine", async check =>
        {
            Patience.Wait(spawned, "the spawner's assignment");
            check();
            await LitenTask.Yield();
            check();
            await Task.Yield();
            check();
            await Time.Sleep(TimeSpan.FromMicroseconds(10));
            check();
            await LitenTask.Spawn(static async () => await Task.Yield());
            check();
            await Task.Run(static () => { });
            check();
            await NestedTask(check);
            check();
            await NestedLitenTask(check);
            check();
            return 1;
        });
        spawned.Set();
        Assert.Equal(1, Patience.Get(task));

        static async Task NestedTask(Action check)
        {
            check();
            await LitenTask.Yield();
            check();
        }

        static async LitenTask NestedLitenTask(Action check)
        {
            check();
            await Task.Yield();
            check();
            await LitenTask.Yield();
            check();
        }
    }

    [Theory]
    [InlineData("Task")]
    [InlineData("ValueTask")]
    public void Current_AfterConfigureAwaitFalse_IsStillTheTaskOnAThreadOfTheThreadPool(string body)
    {
        JoinHandle<int> task = Spawn(_runtime, body, "mine", async Task<int> (check) =>
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.QueueUserWorkItem(_ => gate.SetResult());
            await gate.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Assert.Null(Turn.Current);
            Assert.True(Thread.CurrentThread.IsThreadPoolThread);
            check();
            Assert.Equal("mine", LitenTask.Current.Name);

            // The runtime is known there too, and what Liten resumes comes back to it.
            JoinHandle child = LitenTask.Spawn(static async () => await LitenTask.Yield());
            Assert.NotEqual(LitenTask.Current.Id, child.Id);
            await LitenTask.Yield();
            Assert.NotNull(Turn.Current);
            check();
            await child;
            check();
            return 1;
        });
        Assert.Equal(1, Patience.Get(task));
    }

    [Theory]
    [InlineData("LitenTask", "LitenTask")]
    [InlineData("LitenTask", "Task")]
    [InlineData("Task", "LitenTask")]
    [InlineData("Task", "Task")]
    [InlineData("Task", "ValueTask")]
    [InlineData("ValueTask", "LitenTask")]
    public void Current_InAChild_IsTheChild(string parentBody, string childBody)
    {
        JoinHandle<int> parent = Spawn(_runtime, parentBody, "parent", async check =>
        {
            JoinHandle<int> child = Spawn(_runtime, childBody, "child", async checkChild =>
            {
                checkChild();
                Assert.Equal("child", LitenTask.Current.Name);
                await Task.Yield();
                checkChild();
                await LitenTask.Yield();
                checkChild();
                return 1;
            });
            check();
            int result = await child;
            check();
            Assert.Equal("parent", LitenTask.Current.Name);
            return result;
        });
        Assert.Equal(1, Patience.Get(parent));
    }

    [Fact]
    public void Current_InAContinuationThatNetRunsInsideAnotherTasksTurn_IsItsOwnTask()
    {
        var gate = new TaskCompletionSource();
        using var waiting = new ManualResetEventSlim();
        long outer = 0;
        long inner = 0;
        JoinHandle<int> waiter = _runtime.Spawn(async Task<int> () =>
        {
            inner = LitenTask.Current.Id;
            waiting.Set();
            await gate.Task;

            // On the completer's stack: .NET continues inline what captured the same context.
            Assert.Equal(inner, LitenTask.Current.Id);
            return await Oneshot.Create<int>().Receiver;
        });
        Patience.Wait(waiting, "the wait");
        JoinHandle completer = _runtime.Spawn(async () =>
        {
            outer = LitenTask.Current.Id;
            gate.SetResult();
            Assert.Equal(outer, LitenTask.Current.Id);
            await LitenTask.Yield();
            Assert.Equal(outer, LitenTask.Current.Id);
        });
        Patience.Wait(completer);
        Assert.NotEqual(outer, inner);

        // So an abort of the waiter finds its wait.
        waiter.Abort();
        JoinResult<int> result = Patience.Join(waiter);
        Assert.True(result.IsAborted, $"{result.Exception}");
        Assert.Equal(inner, ((TaskAbortedException)result.Exception!).TaskId);
    }

    [Fact]
    public void Current_AfterTheTaskHasEnded_IsNotTheDeadTask()
    {
        var later = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JoinHandle<int> task = _runtime.Spawn(async Task<int> () =>
        {
            _ = Outlive(gate.Task, later);
            return await Task.FromResult(1);
        });
        Patience.Get(task);
        gate.SetResult();
        Assert.IsType<InvalidOperationException>(Patience.Get(later.Task));

        static async Task Outlive(Task gate, TaskCompletionSource<Exception?> later)
        {
            await gate.ConfigureAwait(false);
            later.SetResult(Record.Exception(() => LitenTask.Current.Id));
        }
    }

    [Fact]
    public void Current_OfTwoTasks_AreDifferentAndEqualToThemselves()
    {
        CurrentTask[] seen = [Patience.Get(_runtime.Spawn(Me)), Patience.Get(_runtime.Spawn(Me))];
        Assert.NotEqual(seen[0], seen[1]);
        Assert.True(seen[0] != seen[1]);
        Assert.True(seen[0].Equals((object)seen[0]));
        Assert.False(seen[0].Equals("a task"));
        Assert.Equal(seen[0].GetHashCode(), seen[0].GetHashCode());
        Assert.StartsWith($"task {seen[0].Id}", seen[0].ToString());

        static async LitenTask<CurrentTask> Me()
        {
            CurrentTask first = LitenTask.Current;
            await LitenTask.Yield();
            Assert.Equal(first, LitenTask.Current);
            return first;
        }
    }

    /// <summary>Spawns a task with the kind of body; the check it is given fails where LitenTask.Current is another task.</summary>
    private static JoinHandle<int> Spawn(Runtime runtime, string body, string name, Func<Action, Task<int>> code)
    {
        var options = new SpawnOptions { Name = name };
        return body switch
        {
            "LitenTask" => runtime.Spawn(async () => await InLitenTask(code), options),
            "Task" => runtime.Spawn((Func<Task<int>>)(async () => await code(Checker())), options),
            _ => runtime.Spawn((Func<ValueTask<int>>)(async () => await code(Checker())), options),
        };

        // A Task method inside a LitenTask body knows its task before its first await only; the body itself always.
        static async LitenTask<int> InLitenTask(Func<Action, Task<int>> code)
        {
            Action check = Checker();
            await LitenTask.Yield();
            check();
            await Task.Yield();
            check();
            int result = await code(static () => { });
            check();
            return result;
        }

        static Action Checker()
        {
            long id = LitenTask.Current.Id;
            return () => Assert.Equal(id, LitenTask.Current.Id);
        }
    }
}
