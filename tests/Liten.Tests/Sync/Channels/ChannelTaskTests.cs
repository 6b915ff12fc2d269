#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>Channels inside a runtime whose every turn the test runs: aborts, and every kind of method.</summary>
public sealed class ChannelTaskTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly List<string> _log = [];

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Send_WaitingReceiver_IsScheduledNotRun()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<string>();
        _runtime.Begin(() => Log(receiver.ReceiveAsync()));
        sender.TrySend("a");
        Assert.Empty(_log);
        _runtime.RunAll();
        Assert.Equal(["a"], _log);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Abort_ReceiverAtAnyPosition_OthersKeepTheirOrder(int position)
    {
        var (sender, receiver) = Mpmc.CreateBounded<string>(0);
        JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 3).Select(_ => _runtime.Begin(() => Log(receiver.ReceiveAsync())))];

        tasks[position].Abort();
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => Result(tasks[position]));

        Assert.True(sender.TrySend("a"));
        Assert.True(sender.TrySend("b"));
        Assert.False(sender.TrySend("c"));
        _runtime.RunAll();
        Assert.Equal(["a", "b"], _log);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public void Abort_SenderAtAnyPosition_ItsItemIsNeverSent(int capacity, int position)
    {
        var (sender, receiver) = Mpmc.CreateBounded<int>(capacity);
        sender.TrySend(-1);
        JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 3).Select(i => _runtime.Begin(() => Send(i)))];

        tasks[position].Abort();
        _runtime.RunAll();

        Assert.Throws<TaskAbortedException>(() => Result(tasks[position]));
        int[] items = new int[4];
        items = items[..receiver.TryReceiveMany(items)];
        Assert.Equal(Enumerable.Range(0, 3).Where(i => i != position), items.Where(item => item >= 0));
        _runtime.RunAll();

        async LitenTask<int> Send(int item)
        {
            await sender.SendAsync(item);
            return item;
        }
    }

    [Fact]
    public void Edge07_HandedOverThenAborted_TheItemStands()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<string>();
        JoinHandle<int> task = _runtime.Begin(() => Log(receiver.ReceiveAsync()));
        sender.TrySend("a");
        task.Abort();
        _runtime.RunAll();
        Assert.Equal(["a"], _log);
        Assert.Equal(1, Result(task));
    }

    [Fact]
    public void Abort_ThenSend_TheItemStays()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<string>();
        JoinHandle<int> many = _runtime.Begin(async () => await receiver.ReceiveManyAsync(new string[1]));
        many.Abort();
        sender.TrySend("a");
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => Result(many));
        Assert.True(receiver.TryReceive(out _));
    }

    [Fact]
    public void AbortedTask_TakesAndSendsNothing()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<string>();
        sender.TrySend("a");
        JoinHandle<int>? self = null;
        self = _runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            self!.Abort();
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await receiver.ReceiveAsync());
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await receiver.ReceiveManyAsync(new string[1]));
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await sender.SendAsync("b"));
            using (LitenTask.Current.ShieldFromAbort())
            {
                return (await receiver.ReceiveAsync()).Length;
            }
        });
        _runtime.RunAll();
        Assert.Equal(1, Result(self));
        Assert.Equal(1, sender.Sent);
    }

    [Fact]
    public void Abort_AwaitForeach_EndsItsWait()
    {
        var (sender, receiver) = Mpsc.CreateUnbounded<string>();
        JoinHandle<int> task = _runtime.Begin(async LitenTask<int> () =>
        {
            await foreach (string item in receiver)
            {
                _log.Add(item);
            }

            return 1;
        });
        sender.TrySend("a");
        _runtime.RunAll();
        task.Abort();
        _runtime.RunAll();
        sender.TrySend("b");
        Assert.Equal(["a"], _log);
        Assert.Throws<TaskAbortedException>(() => Result(task));
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public void Waits_InEveryKindOfMethod_ResumeInTheRuntime()
    {
        var (sender, receiver) = Mpmc.CreateBounded<string>(0);
        JoinHandle<int>[] all =
        [
            _runtime.Begin(() => Log(receiver.ReceiveAsync())),
            _runtime.SpawnTask(async Task<int> () => await Log(receiver.ReceiveAsync())),
            _runtime.SpawnTask(async () => await InValueTask()),
            _runtime.Spawn(async () => await Log(receiver.ReceiveAsync()).AsTask()),
        ];
        _runtime.RunAll();
        Assert.Equal(4, sender.TrySendMany(["a", "b", "c", "d", "e"]));
        _runtime.RunAll();

        // .NET's own tasks may come back by way of the ThreadPool.
        Assert.True(SpinWait.SpinUntil(AllHaveEnded, TimeSpan.FromSeconds(30)), "a task did not come back to the runtime");
        Assert.Equal(["a", "b", "c", "d"], _log);

        async ValueTask<int> InValueTask() => await Log(receiver.ReceiveAsync());

        bool AllHaveEnded()
        {
            _runtime.RunAll();
            return Array.TrueForAll(all, handle => handle.IsCompleted);
        }
    }

    [Fact]
    public void AwaitForeach_CleanEnd_IsTheEndOfTheLoop()
    {
        var (sender, receiver) = Mpsc.CreateBounded<string>(1);
        JoinHandle<int> task = _runtime.Begin(async LitenTask<int> () =>
        {
            await foreach (string item in receiver)
            {
                _log.Add(item);
            }

            return _log.Count;
        });
        sender.TrySend("a");
        _runtime.RunAll();
        sender.Dispose();
        _runtime.RunAll();
        Assert.Equal(1, Result(task));
    }

    private static int Result(JoinHandle<int> task) => task.GetAwaiter().GetResult();

    private async LitenTask<int> Log(LitenTask<string> receive)
    {
        _log.Add(await receive);
        return 1;
    }
}
