#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>Abort: every wait at every time.</summary>
public sealed class AbortTests : IDisposable
{
    private readonly TaskLab _lab = new();

    public void Dispose() => _lab.Dispose();

    public static TheoryData<string, string> WaitsAndBodies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string wait in TaskLab.Waits)
            {
                foreach (string body in TaskLab.Bodies)
                {
                    data.Add(wait, body);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> AllWaits => [.. TaskLab.Waits];

    public static TheoryData<string> AllBodies => [.. TaskLab.Bodies];

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Abort_WhileWaiting_TaskUnwindsInItsOwnTurnAndNothingElseEnds(string wait, string body)
    {
        JoinHandle<int> task = _lab.Begin(body, () => Logged(() => _lab.WaitForEver(wait)));
        Assert.Empty(_lab.Log);
        Assert.False(task.IsCompleted);

        task.Abort();
        Assert.Empty(_lab.Log);
        Assert.False(task.IsCompleted);
        _lab.Runtime.RunAll();

        AssertAborted(task);
        Assert.Equal(["caught", "finally"], _lab.Log.Where(static line => line != "parallel wait aborted"));
        Assert.Equal(wait == "parallel" ? 4 : 0, _lab.Log.Count(static line => line == "parallel wait aborted"));
        Assert.All(_lab.Tasks, static other => Assert.False(other.IsCompleted));
        Assert.Equal("AsyncMutex<Int32> (locked, 0 waiting)", _lab.Mutex.ToString());
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Abort_OfTheRunningTaskByItself_ItsNextWaitThrows(string wait, string body)
    {
        JoinHandle<int>? task = null;
        task = _lab.Spawn(body, async () =>
        {
            task!.Abort();
            task.Abort();
            Assert.True(LitenTask.Current.IsAbortRequested);
            _lab.Log.Add("still running");
            return await Logged(() => _lab.WaitForEver(wait));
        });
        _lab.Runtime.RunAll();


        AssertAborted(task);
        Assert.Equal(["still running", "caught", "finally"], _lab.Log.Where(static line => line != "parallel wait aborted"));
        Assert.Equal("AsyncMutex<Int32> (locked, 0 waiting)", _lab.Mutex.ToString());
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Abort_YieldingTask_EndsItAtAYield(string body)
    {
        int turns = 0;
        JoinHandle<int> task = _lab.Spawn(body, () => Logged(async () =>
        {
            while (true)
            {
                turns++;
                await LitenTask.Yield();
            }
        }));
        for (int i = 0; i < 10; i++)
        {
            _lab.Runtime.RunNext();
        }

        Assert.True(turns > 3);
        int before = turns;
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.InRange(turns, before, before + 1);
        AssertAborted(task);
        Assert.Equal(["caught", "finally"], _lab.Log);
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Abort_QueuedTask_NeverRunsAndEndsAtOnce(string body)
    {
        JoinHandle<int> task = _lab.Spawn(body, () => Logged(() => _lab.WaitForEver("oneshot")));
        JoinHandle<int> joiner = _lab.Spawn("LitenTask", async () => await task);
        task.Abort();

        Assert.True(task.IsCompleted);
        AssertAborted(task);
        _lab.Runtime.RunAll();
        Assert.Empty(_lab.Log);
        Assert.Equal(task.Id, Assert.Throws<TaskAbortedException>(() => joiner.GetAwaiter().GetResult()).TaskId);
        Assert.True(joiner.JoinAsync().GetAwaiter().GetResult().IsFaulted);
        Assert.Empty(_lab.Runtime.Host.Live.Snapshot());
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Abort_CompletedTask_ChangesNothing(string body)
    {
        JoinHandle<int> succeeded = _lab.Begin(body, static async () => await LitenTask.FromResult(3));
        JoinHandle<int> failed = _lab.Begin(body, static async () => await LitenTask.FromException<int>(new FormatException()));
        succeeded.Abort();
        failed.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(3, succeeded.GetAwaiter().GetResult());
        Assert.Throws<FormatException>(() => failed.GetAwaiter().GetResult());
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Abort_Twice_IsLikeOnce(string wait, string body)
    {
        JoinHandle<int> task = _lab.Begin(body, () => Logged(() => _lab.WaitForEver(wait)));
        task.Abort();
        task.Abort();
        _lab.Runtime.RunAll();
        task.Abort();
        _lab.Runtime.RunAll();

        AssertAborted(task);
        Assert.Equal(["caught", "finally"], _lab.Log.Where(static line => line != "parallel wait aborted"));
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Abort_TaskThatSwallowsIt_GetsItAgainAtEachLaterWait(string wait, string body)
    {
        int swallowed = 0;
        JoinHandle<int> task = _lab.Begin(body, async () =>
        {
            while (swallowed < 5)
            {
                try
                {
                    await _lab.WaitForEver(wait);
                }
                catch (OperationCanceledException)
                {
                    swallowed++;
                }
            }

            await LitenTask.Yield();
            return 1;
        });
        Assert.Equal(0, swallowed);
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(5, swallowed);
        AssertAborted(task);
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Abort_TaskThatSwallowsItAndReturns_HasSucceeded(string body)
    {
        JoinHandle<int> task = _lab.Begin(body, async () =>
        {
            try
            {
                return await _lab.WaitForEver("oneshot");
            }
            catch (TaskAbortedException)
            {
                return 5;
            }
        });
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.Equal(5, task.GetAwaiter().GetResult());
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Outcome_OfEachExceptionWithAndWithoutAbort(string body)
    {
        JoinHandle<int> canceledByItself = _lab.Begin(body, static async () =>
        {
            await LitenTask.CompletedTask;
            throw new OperationCanceledException();
        });
        JoinHandle<int> canceledWhileAborted = Aborted(static () => throw new OperationCanceledException());
        JoinHandle<int> failedWhileAborted = Aborted(static () => throw new FormatException());
        JoinHandle<int> failedInFinally = Aborted(null, static () => throw new FormatException());

        Assert.True(canceledByItself.JoinAsync().GetAwaiter().GetResult().IsFaulted);
        Assert.Throws<OperationCanceledException>(() => canceledByItself.GetAwaiter().GetResult());
        AssertAborted(canceledWhileAborted);
        Assert.Throws<FormatException>(() => failedWhileAborted.GetAwaiter().GetResult());
        Assert.Throws<FormatException>(() => failedInFinally.GetAwaiter().GetResult());

        JoinHandle<int> Aborted(Action? inCatch, Action? inFinally = null)
        {
            JoinHandle<int> task = _lab.Begin(body, async () =>
            {
                try
                {
                    return await _lab.WaitForEver("oneshot");
                }
                catch (TaskAbortedException) when (inCatch is not null)
                {
                    inCatch();
                    return 0;
                }
                finally
                {
                    inFinally?.Invoke();
                }
            });
            task.Abort();
            _lab.Runtime.RunAll();
            return task;
        }
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void AwaitedTask_WasAborted_ItsWaiterIsFaultedNotAborted(string body)
    {
        JoinHandle<int> inner = _lab.Begin(body, () => _lab.WaitForEver("oneshot"));
        JoinHandle<int> outer = _lab.Begin(body, async () => await inner);
        inner.Abort();
        _lab.Runtime.RunAll();

        JoinResult<int> result = outer.JoinAsync().GetAwaiter().GetResult();
        Assert.True(result.IsFaulted);
        Assert.Equal(inner.Id, Assert.IsType<TaskAbortedException>(result.Exception).TaskId);
    }

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
    public void AbortEndsTheAwaitOfAHandle_ThenTheHandleCompletesBeforeTheWaitersTurn_WaiterHasTheResultOrTheAbort(string body)
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
    [MemberData(nameof(WaitsAndBodies))]
    public void Shield_AroundAWait_AbortComesAtTheNextWaitAfterIt(string wait, string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, () => Logged(async () =>
        {
            using (LitenTask.Current.ShieldFromAbort())
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await LitenTask.Yield();
                }

                _lab.Log.Add($"received {await receiver}");
            }

            return await _lab.WaitForEver(wait);
        }));
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        Assert.Empty(_lab.Log);

        sender.TrySend(3);
        _lab.Runtime.RunAll();
        AssertAborted(task);
        Assert.Equal(["received 3", "caught", "finally"], _lab.Log.Where(static line => line != "parallel wait aborted"));
    }

    [Theory]
    [MemberData(nameof(AllBodies))]
    public void Shield_InFinally_LetsCleanUpWait(string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, async () =>
        {
            try
            {
                return await _lab.WaitForEver("oneshot");
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    await LitenTask.Yield();
                    _lab.Log.Add($"cleaned {await receiver}");
                }
            }
        });
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        sender.TrySend(1);
        _lab.Runtime.RunAll();

        Assert.Equal(["cleaned 1"], _lab.Log);
        AssertAborted(task);
    }

    [Fact]
    public void Shield_DisposedTwice_CountsOnce()
    {
        JoinHandle<int>? task = null;
        task = _lab.Spawn("LitenTask", async () =>
        {
            AbortShield outer = LitenTask.Current.ShieldFromAbort();
            AbortShield inner = LitenTask.Current.ShieldFromAbort();
            inner.Dispose();
            inner.Dispose();
            task!.Abort();
            await LitenTask.Yield();
            _lab.Log.Add("still shielded");
            outer.Dispose();
            await LitenTask.Yield();
            _lab.Log.Add("not reached");
            return 1;
        });
        _lab.Runtime.RunAll();

        AssertAborted(task);
        Assert.Equal(["still shielded"], _lab.Log);
    }

    [Theory]
    [MemberData(nameof(WaitsAndBodies))]
    public void Shield_AbortComesMeanwhile_WaitsThatBeganBeforeEndWithTheShield(string wait, string body)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin(body, () => Logged(async () =>
        {
            LitenTask<int> other = _lab.WaitForEver(wait);
            using (LitenTask.Current.ShieldFromAbort())
            {
                await receiver;
            }

            return await other;
        }));
        task.Abort();
        _lab.Runtime.RunAll();
        Assert.False(task.IsCompleted);
        sender.TrySend(1);
        _lab.Runtime.RunAll();

        Assert.True(task.IsCompleted, "the abort was lost");
        AssertAborted(task);
    }

    [Theory]
    [InlineData("join")]
    [InlineData("join without result")]
    [InlineData("JoinAsync")]
    [InlineData("oneshot")]
    public void Shield_OpenedBetweenTheAbortAndTheWaitersTurn_WaiterStillGetsTheAbort(string wait)
    {
        Exception? caught = null;
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> task = _lab.Begin("LitenTask", async () =>
        {
            LitenTask<int> shielding = Shielding();
            try
            {
                await _lab.WaitForEver(wait);
            }
            catch (Exception exception)
            {
                caught = exception;
            }

            return await shielding;
        });

        // The shielding call goes on first, then the wait that the abort has ended.
        sender.TrySend(1);
        task.Abort();
        _lab.Runtime.RunAll();

        Assert.IsType<TaskAbortedException>(caught);
        AssertAborted(task);

        async LitenTask<int> Shielding()
        {
            int result = await receiver;
            using (LitenTask.Current.ShieldFromAbort())
            {
                await LitenTask.Yield();
                await LitenTask.Yield();
            }

            await LitenTask.Yield();
            return result;
        }
    }

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

    private async LitenTask<int> Logged(Func<LitenTask<int>> code)
    {
        try
        {
            return await code();
        }
        catch (OperationCanceledException)
        {
            _lab.Log.Add("caught");
            throw;
        }
        finally
        {
            _lab.Log.Add("finally");
        }
    }

    private static void AssertAborted(JoinHandle<int> task)
    {
        Assert.True(task.IsCompleted, "the task has not ended");
        JoinResult<int> result = task.JoinAsync().GetAwaiter().GetResult();
        Assert.True(result.IsAborted, $"not aborted: {(result.IsFaulted ? result.Exception : "success")}");
        Assert.Equal(task.Id, Assert.Throws<TaskAbortedException>(() => task.GetAwaiter().GetResult()).TaskId);
    }
}
