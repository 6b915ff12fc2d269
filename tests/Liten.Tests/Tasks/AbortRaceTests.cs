#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>An abort, and what the wait waits for: who comes first decides.</summary>
public sealed class AbortRaceTests : AbortRig
{
    [Theory]
    [InlineData("LitenTask", false)]
    [InlineData("LitenTask", true)]
    [InlineData("Task", false)]
    [InlineData("Task", true)]
    public void ValueThenAbort_WaiterHasTheValueAndItsNextWaitThrows(string body, bool turnBetween)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        List<int> received = [];
        JoinHandle<int> task = _lab.Begin(body, async () =>
        {
            received.Add(await receiver);
            await LitenTask.Yield();
            received.Add(0);
            return 1;
        });
        Assert.True(sender.TrySend(7));
        if (turnBetween)
        {
            _lab.Runtime.RunNext();
        }

        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal([7], received);
        AssertAborted(task);
    }

    [Theory]
    [InlineData("LitenTask", false)]
    [InlineData("LitenTask", true)]
    [InlineData("Task", false)]
    [InlineData("Task", true)]
    public void AbortThenValue_ValueIsThereForTheNextReceiver(string body, bool turnBetween)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, async () => await receiver);
        task.Abort();
        if (turnBetween)
        {
            _lab.Runtime.RunAll();
        }

        Assert.True(sender.TrySend(7));
        _lab.Runtime.RunAll();

        AssertAborted(task);
        Assert.True(receiver.TryReceive(out int value));
        Assert.Equal(7, value);
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void JoinedTaskEndsThenAbort_WaiterHasTheResult(string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> joined = _lab.Runtime.Begin(async () => await receiver);
        JoinHandle<int> task = _lab.Begin(body, async () => await joined);
        sender.TrySend(7);
        _lab.Runtime.RunNext();
        Assert.True(joined.IsCompleted);
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(7, task.GetAwaiter().GetResult());
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void AbortThenJoinedTaskEnds_WaiterIsAborted(string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> joined = _lab.Runtime.Begin(async () => await receiver);
        JoinHandle<int> task = _lab.Begin(body, async () => await joined.JoinAsync() is { IsSuccess: true } ? 1 : 0);
        task.Abort();
        sender.TrySend(7);
        _lab.Runtime.RunAll();

        Assert.Equal(7, joined.GetAwaiter().GetResult());
        AssertAborted(task);
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void AbortThenHandleEndsBeforeTheWaitersTurn_WaiterHasTheResultOrTheAbort(string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> joined = _lab.Runtime.Begin(async () => await receiver);
        JoinHandle<int> task = _lab.Begin(body, async () => await joined);
        sender.TrySend(7);
        task.Abort();
        _lab.Runtime.RunAll();

        JoinResult<int> result = task.JoinAsync().GetAwaiter().GetResult();
        Assert.False(result.IsFaulted);
        Assert.Equal(result.IsSuccess ? 7 : 0, result.IsSuccess ? result.Value : 0);
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Abort_FromAnotherThreadAtAnyTime_EveryHandleEndsAndFinallyRunsOnce(string body) => Patience.OnThread(() =>
    {
        const int Tasks = 2_000;
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        var mutex = new AsyncMutex<int>(0);
        int begun = 0;
        int finished = 0;
        JoinHandle[] handles = new JoinHandle[Tasks];
        for (int i = 0; i < Tasks; i++)
        {
            int id = i;
            Func<LitenTask> code = async () =>
            {
                Interlocked.Increment(ref begun);
                try
                {
                    while (true)
                    {
                        using AsyncMutexGuard<int> guard = await mutex.LockAsync();
                        await LitenTask.Yield();
                        await (id % 3 == 0 ? Time.Sleep(TimeSpan.FromMicroseconds(100)) : LitenTask.Yield());
                    }
                }
                finally
                {
                    Interlocked.Increment(ref finished);
                }
            };
            handles[i] = body switch
            {
                "LitenTask" => runtime.Spawn(code),
                "Task" => runtime.Spawn((Func<Task>)(async () => await code())),
                _ => runtime.Spawn((Func<ValueTask>)(async () => await code())),
            };
            if (i >= 20)
            {
                handles[i - 20].Abort();
            }
        }

        foreach (JoinHandle handle in handles)
        {
            handle.Abort();
        }

        foreach (JoinHandle handle in handles)
        {
            JoinResult result = Patience.Join(handle);
            Assert.True(result.IsAborted, $"{result.Exception}");
        }

        Assert.Equal(begun, finished);
        Assert.Equal("AsyncMutex<Int32> (free, 0 waiting)", mutex.ToString());
    });

    [Fact]
    public void AbortAgainstValue_OnManyThreads_NoValueIsLostOrDoubled() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        const int Rounds = 20_000;
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] oneshots = [.. Enumerable.Range(0, Rounds).Select(static _ => Oneshot.Create<int>())];
        JoinHandle<int>[] tasks = [.. oneshots.Select(oneshot => runtime.Spawn(async () => await oneshot.Receiver))];
        Race.Run(Rounds, round => Assert.True(oneshots[round].Sender.TrySend(round)), round => tasks[round].Abort());

        for (int round = 0; round < Rounds; round++)
        {
            JoinResult<int> result = Patience.Join(tasks[round]);
            Assert.False(result.IsFaulted, $"{result.Exception}");
            int value = result.IsSuccess ? result.Value : Left(oneshots[round].Receiver);
            Assert.Equal(round, value);
        }

        static int Left(OneshotReceiver<int> receiver)
        {
            Assert.True(receiver.TryReceive(out int value), "the value is gone");
            return value;
        }
    });
}
