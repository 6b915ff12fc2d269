#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>Whom an abort reaches: all parallel waits of its task, its token, and nobody else.</summary>
public sealed class AbortReachTests : AbortRig
{
    [Fact]
    public void Parallel_WaitsOfOneTask_AllGetTheAbortAndOthersDoNot()
    {
        JoinHandle<int> bystander = _lab.Begin("LitenTask", () => _lab.WaitForEver("mutex"));
        List<LitenTask<int>> calls = [];
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            foreach (string wait in TaskLab.Waits.Where(static wait => wait != "parallel"))
            {
                calls.Add(_lab.WaitForEver(wait));
            }

            int aborted = 0;
            foreach (LitenTask<int> call in calls)
            {
                try
                {
                    await call;
                }
                catch (TaskAbortedException e) when (e.TaskId == LitenTask.Current.Id)
                {
                    aborted++;
                }
            }

            return aborted;
        });
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(calls.Count, task.GetAwaiter().GetResult());
        Assert.Equal(TaskLab.Waits.Length - 1, calls.Count);
        Assert.False(bystander.IsCompleted);
        Assert.Equal("AsyncMutex<Int32> (locked, 1 waiting)", _lab.Mutex.ToString());
    }

    [Fact]
    public void Parallel_SomeWaitsEndedBefore_OnlyTheOthersGetTheAbort()
    {
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] gates = [.. Enumerable.Range(0, 6).Select(static _ => Oneshot.Create<int>())];
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            LitenTask<int>[] calls = [.. gates.Select(static gate => Receive(gate.Receiver))];
            foreach (LitenTask<int> call in calls)
            {
                try
                {
                    _lab.Log.Add($"{await call}");
                }
                catch (TaskAbortedException)
                {
                    _lab.Log.Add("aborted");
                }
            }

            return 0;
        });
        foreach (int i in new[] { 0, 3, 5 })
        {
            gates[i].Sender.TrySend(i);
        }

        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(["0", "aborted", "aborted", "3", "aborted", "5"], _lab.Log);

        static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver;
    }

    [Fact]
    public void Token_OfTheTask_IsCancelledByTheAbortAndItsCallbacksRunElsewhere()
    {
        using var aborterHasReturned = new ManualResetEventSlim();
        var callbackThread = new TaskCompletionSource<int>();
        CancellationToken token = default;
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            token = LitenTask.Current.CancellationToken;
            Assert.Equal(token, LitenTask.Current.CancellationToken);
            token.Register(() =>
            {
                Patience.Wait(aborterHasReturned, "the return of Abort");
                callbackThread.SetResult(Environment.CurrentManagedThreadId);
            });
            return await _lab.WaitForEver("oneshot");
        });
        Assert.False(token.IsCancellationRequested);
        task.Abort();
        Assert.True(token.IsCancellationRequested);
        aborterHasReturned.Set();

        Assert.NotEqual(Environment.CurrentManagedThreadId, Patience.Get(callbackThread.Task, "the callback"));
    }

    [Fact]
    public void Token_AskedForAfterTheAbort_IsCancelled()
    {
        bool cancelled = false;
        JoinHandle<int>? task = null;
        task = _lab.Spawn("LitenTask", async () =>
        {
            task!.Abort();
            cancelled = LitenTask.Current.CancellationToken.IsCancellationRequested;
            return await LitenTask.FromResult(1);
        });
        _lab.Runtime.RunAll();

        Assert.True(cancelled);
        Assert.Equal(1, task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Token_CallbackThrows_HarmsNobody()
    {
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            LitenTask.Current.CancellationToken.Register(static () => throw new FormatException());
            return await _lab.WaitForEver("oneshot");
        });
        task.Abort();
        _lab.Runtime.RunAll();
        AssertAborted(task);
    }

    [Fact]
    public void ForeignWaitWithTheTasksToken_Aborted_TaskEndsAborted() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        foreach (bool litenBody in new[] { true, false })
        {
            using var waiting = new ManualResetEventSlim();
            JoinHandle task = litenBody ? runtime.Spawn(async () => await Delay(waiting)) : runtime.Spawn((Func<Task>)(async () => await Delay(waiting)));
            Patience.Wait(waiting, "the wait");
            task.Abort();
            JoinResult result = Patience.Join(task);
            Assert.True(result.IsAborted, $"{result.Exception}");
        }

        static Task Delay(ManualResetEventSlim waiting)
        {
            Task delay = Task.Delay(Timeout.Infinite, LitenTask.Current.CancellationToken);
            waiting.Set();
            return delay;
        }
    });
}
