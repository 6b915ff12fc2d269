using System.Diagnostics;
using System.Reflection;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>A handle awaited and asked, and the body that it is the handle of.</summary>
public sealed class JoinHandleTests : JoinHandleRig
{
    [Fact]
    public void Spawn_Body_DoesNotRunOnTheSpawnersStack()
    {
        bool ran = false;
        JoinHandle handle = _runtime.Spawn(async () =>
        {
            ran = true;
            await LitenTask.CompletedTask;
        });
        Assert.False(ran);
        Assert.False(handle.IsCompleted);
        _runtime.RunAll();
        Assert.True(ran);
        Assert.True(handle.IsCompleted);
    }

    [Fact]
    public void Await_SeveralTimesAndByManyTasks_EachGetsTheResultInOrder()
    {
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        List<int> order = [];
        JoinHandle<int>[] waiters = [.. Enumerable.Range(0, 10).Select(i => _runtime.Begin(async () =>
        {
            int result = await handle + await handle;
            order.Add(i);
            return result;
        }))];
        _sender.TrySend(4);
        _runtime.RunAll();

        Assert.All(waiters, static waiter => Assert.Equal(8, waiter.GetAwaiter().GetResult()));
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal(4, handle.GetAwaiter().GetResult());
    }

    [Fact]
    public void Await_AfterCompletion_DoesNotSuspend()
    {
        JoinHandle<int> handle = _runtime.Spawn(static async () => await LitenTask.FromResult(4));
        _runtime.RunAll();
        LitenTask<int> call = AwaitIt(handle);

        Assert.True(handle.GetAwaiter().IsCompleted);
        Assert.True(((JoinHandle)handle).GetAwaiter().IsCompleted);
        Assert.True(call.IsCompleted);
        Assert.Equal(4, call.GetAwaiter().GetResult());
    }

    [Fact]
    public void Await_ByManyThreads_AllGetTheResult() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        for (int round = 0; round < 50; round++)
        {
            var start = new ManualResetEventSlim();
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            JoinHandle<int> handle = runtime.Spawn(async () => await receiver);
            Task<int>[] waiters = [.. Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                Patience.Wait(start, "the start");
                return i % 2 == 0 ? await handle : (await handle.JoinAsync()).Value;
            }))];
            JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 8).Select(_ => runtime.Spawn(async () => await handle))];
            start.Set();
            sender.TrySend(round);
            Assert.All(waiters, waiter => Assert.Equal(round, Patience.Get(waiter)));
            Assert.All(tasks, task => Assert.Equal(round, Patience.Get(task)));
        }
    });

    [Fact]
    public void Await_FailedTask_EachAwaiterGetsTheSameExceptionWithItsStack()
    {
        var thrown = new FormatException("mine");
        JoinHandle<int> handle = _runtime.Begin(() => FailAsync(thrown));
        JoinHandle<int>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => _runtime.Begin(() => AwaitIt(handle)))];
        _sender.TrySend(1);
        _runtime.RunAll();

        foreach (JoinHandle<int> each in new[] { handle, waiters[0], waiters[1], waiters[2], handle })
        {
            FormatException caught = Assert.Throws<FormatException>(() => each.GetAwaiter().GetResult());
            Assert.Same(thrown, caught);
            Assert.Contains(nameof(FailAsync), caught.StackTrace);
            Assert.Contains(nameof(ThrowDeeply), caught.StackTrace);
        }
    }

    [Fact]
    public void GetResult_BeforeCompletion_ThrowsAndSaysWhatToDo()
    {
        JoinHandle<int> handle = Spawning.Make(_runtime.Host, Receive, new(new SpawnOptions { Name = "reader" }, "/src/Server.cs", 42)).Start();
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => handle.GetAwaiter().GetResult());
        Assert.Contains($"task {handle.Id} 'reader' (spawned at Server.cs:42)", e.Message);
        Assert.Contains("Await the handle", e.Message);
        Assert.Throws<InvalidOperationException>(() => ((JoinHandle)handle).GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData("success")]
    [InlineData("failure")]
    [InlineData("abort")]
    public void IsCompleted_WhileFinallyRuns_IsFalse(string end)
    {
        (OneshotSender<int> cleanedUp, OneshotReceiver<int> cleanup) = Oneshot.Create<int>();
        JoinHandle<int> handle = _runtime.Begin(async () =>
        {
            try
            {
                int result = await _receiver;
                return end == "failure" ? throw new FormatException() : result;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await cleanup;
                }
            }
        });
        if (end == "abort")
        {
            handle.Abort();
        }
        else
        {
            _sender.TrySend(1);
        }

        _runtime.RunAll();
        Assert.False(handle.IsCompleted);
        cleanedUp.TrySend(1);
        _runtime.RunAll();

        Assert.True(handle.IsCompleted);
        JoinResult<int> result = handle.JoinAsync().GetAwaiter().GetResult();
        Assert.Equal((end == "success", end == "failure", end == "abort"), (result.IsSuccess, result.IsFaulted, result.IsAborted));
    }

    [Fact]
    public void Body_ThrowsOnTheSpot_OrReturnsNothing_IsAFailureOfTheTask()
    {
        var thrown = new FormatException("mine");
        JoinHandle<int> throwing = _runtime.Spawn<int>(() => throw thrown);
        JoinHandle<int> throwingTask = _runtime.SpawnTask<int>(() => throw thrown);
        JoinHandle<int> returningNull = _runtime.SpawnTask<int>(static () => null!);
        _runtime.RunAll();

        Assert.Same(thrown, Assert.Throws<FormatException>(() => throwing.GetAwaiter().GetResult()));
        Assert.Same(thrown, Assert.Throws<FormatException>(() => throwingTask.GetAwaiter().GetResult()));
        Assert.Contains("null", Assert.Throws<InvalidOperationException>(() => returningNull.GetAwaiter().GetResult()).Message);
    }

    [Fact]
    public void Body_IsNoAsyncMethod_ItsCallIsTheTask()
    {
        JoinHandle<int> direct = _runtime.Begin(() => _receiver.ReceiveAsync());
        JoinHandle yield = _runtime.Spawn(static () => LitenTask.Yield());
        JoinHandle failed = _runtime.Spawn(static () => LitenTask.FromException(new FormatException()));
        Assert.False(direct.IsCompleted);
        _sender.TrySend(3);
        _runtime.RunAll();

        Assert.Equal(3, direct.GetAwaiter().GetResult());
        yield.GetAwaiter().GetResult();
        Assert.Throws<FormatException>(() => failed.GetAwaiter().GetResult());
    }

    [Fact]
    public void NameAndId_AreUniqueAndAsGiven()
    {
        JoinHandle<long>[] tasks = [.. Enumerable.Range(0, 600).Select(_ => _runtime.Spawn(static async () => await LitenTask.FromResult(LitenTask.Current.Id)))];
        JoinHandle<string?> named = Spawning.Make(_runtime.Host, static async LitenTask<string?> () => await LitenTask.FromResult(LitenTask.Current.Name), new(new SpawnOptions { Name = "reader" }, "", 0)).Start();
        _runtime.RunAll();

        Assert.Equal(600, tasks.Select(static task => task.Id).Distinct().Count());
        Assert.All(tasks, static task => Assert.True(task.Id > 0));
        Assert.All(tasks, static task => Assert.Equal(task.Id, task.GetAwaiter().GetResult()));
        Assert.Null(tasks[0].Name);
        Assert.Equal("reader", named.Name);
        Assert.Equal("reader", named.GetAwaiter().GetResult());
    }

    [Fact]
    public void DebuggerDisplay_OfAHandle_NamesMembersThatExist()
    {
        string display = typeof(JoinHandle).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value;
        string[] members = [.. display.Split('{').Skip(1).Select(static part => part.Split('}', ',', '(')[0])];
        Assert.NotEmpty(members);
        Assert.All(members, static member => Assert.NotEmpty(
            typeof(JoinHandle).GetMember(member, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)));
        Assert.StartsWith("{Describe()", display);
    }

    [Fact]
    public void Describe_OfAHandle_TellsWhereItWasSpawned()
    {
        JoinHandle<int> named = Spawning.Make(_runtime.Host, Receive, new(new SpawnOptions { Name = "reader" }, "/src/Server.cs", 42)).Start();
        JoinHandle<int> here = _runtime.Spawn(Receive);
        Assert.Equal($"task {named.Id} 'reader' (spawned at Server.cs:42)", named.Describe().ToString());
        Assert.Contains(nameof(JoinHandleTests) + ".cs:", here.Describe().ToString());
    }

    [Fact]
    public void TaskInfo_ToString_NamesWhatThereIs()
    {
        Assert.Equal("task 17 'reader' (spawned at Server.cs:42)", new TaskInfo(17, "reader", "/src/Server.cs", 42).ToString());
        Assert.Equal("task 17 (spawned at Server.cs:42)", new TaskInfo(17, null, "Server.cs", 42).ToString());
        Assert.Equal("task 17 'reader'", new TaskInfo(17, "reader", "", 0).ToString());
        Assert.Equal("task 17", new TaskInfo(17, null, "", 0).ToString());
    }

    private static async LitenTask<int> AwaitIt(JoinHandle<int> handle) => await handle;
}
