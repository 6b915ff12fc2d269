#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

public sealed class LitenTaskTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly OneshotSender<int> _sender;
    private readonly OneshotReceiver<int> _receiver;

    public LitenTaskTests() => (_sender, _receiver) = Oneshot.Create<int>();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Call_EndsSynchronously_AllocatesNothing()
    {
        AllocationMeter.AssertNone(static () => HandMadeMethod.Await(LitenTask.CompletedTask).GetAwaiter().GetResult());
        AllocationMeter.AssertNone(static () => HandMadeMethod<int>.Await(LitenTask.FromResult(7)).GetAwaiter().GetResult());
        AllocationMeter.AssertNone(static () => HandMadeMethod<string>.Await(LitenTask.FromResult("seven")).GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Call_SuspendsAndIsWarm_AllocatesNothing(int depth)
    {
        Action<LitenTask> check = static task => task.GetAwaiter().GetResult();
        AllocationMeter.AssertNone(() =>
        {
            LitenTask task = HandMadeMethod.Await(LitenTask.Yield());
            for (int i = 1; i < depth; i++)
            {
                task = HandMadeMethod.Await(task);
            }

            Assert.False(task.IsCompleted);
            _runtime.RunAll();
            check(task);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Call_WithResultSuspendsAndIsWarm_AllocatesNothing(int depth)
    {
        var mutex = new AsyncMutex<int>(0);
        AllocationMeter.AssertNone(() =>
        {
            mutex.TryLock(out AsyncMutexGuard<int> holder);
            LitenTask<AsyncMutexGuard<int>> task = HandMadeMethod<AsyncMutexGuard<int>>.Await(mutex.LockAsync());
            for (int i = 1; i < depth; i++)
            {
                task = HandMadeMethod<AsyncMutexGuard<int>>.Await(task);
            }

            holder.Dispose();
            _runtime.RunAll();
            task.GetAwaiter().GetResult().Dispose();
        });
    }

    [Fact]
    public void Result_OfEveryKindOfCall_ComesThrough()
    {
        Assert.Equal(1, Result(Sync(1)));
        Assert.Equal("one", Result(Sync("one")));
        Assert.Null(Result(Sync<string?>(null)));
        Assert.Equal(2, Result(Yielding(2)));
        Assert.Equal("two", Result(Yielding("two")));
        Assert.Equal((3, "three"), Result(Yielding((3, "three"))));
        Assert.Equal(4, Result(LitenTask.FromResult(4)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void NestedCalls_SuspendAtTheBottom_ResultComesUpInOneTurn(int depth)
    {
        LitenTask<int> task = Nested(depth);
        Assert.False(task.IsCompleted);
        _sender.TrySend(5);
        Assert.Equal(1, _runtime.Count);

        _runtime.RunNext();

        Assert.True(task.IsCompleted);
        Assert.Equal(5 + depth, task.GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Call_Throws_SameExceptionWithItsStackTrace(bool suspends)
    {
        var thrown = new FormatException("mine");
        LitenTask<int> inner = Failing(thrown, suspends);
        LitenTask<int> outer = HandMadeMethod<int>.Await(inner);

        FormatException caught = Assert.Throws<FormatException>(() => Result(outer));

        Assert.Same(thrown, caught);
        Assert.Contains(nameof(ThrowDeeply), caught.StackTrace);
        Assert.Contains(nameof(Failing), caught.StackTrace);
    }

    [Fact]
    public void Call_Throws_FinallyBlocksAndCatchRunInOrder()
    {
        List<string> log = [];
        Result(Outer());
        Assert.Equal(["inner", "outer catch", "outer finally"], log);

        async LitenTask<int> Outer()
        {
            try
            {
                return await Inner();
            }
            catch (FormatException)
            {
                await LitenTask.Yield();
                log.Add("outer catch");
                return 1;
            }
            finally
            {
                await LitenTask.Yield();
                log.Add("outer finally");
            }
        }

        async LitenTask<int> Inner()
        {
            try
            {
                return await Failing(new FormatException(), suspends: true);
            }
            finally
            {
                log.Add("inner");
            }
        }
    }

    [Fact]
    public void Default_IsACompletedTask()
    {
        Assert.True(default(LitenTask).IsCompleted);
        default(LitenTask).GetAwaiter().GetResult();
        default(LitenTask).GetAwaiter().GetResult();
        Assert.Same(Task.CompletedTask, default(LitenTask).AsTask());
        Assert.Equal(default, default(LitenTask).AsValueTask());
        Assert.True(LitenTask.CompletedTask.IsCompleted);

        Assert.True(default(LitenTask<string>).IsCompleted);
        Assert.Null(default(LitenTask<string>).GetAwaiter().GetResult());
        Assert.Equal(0, Patience.Get(default(LitenTask<int>).AsTask()));
    }

    [Fact]
    public void FromException_AwaitedSeveralTimes_ThrowsIt()
    {
        var failure = new FormatException("mine");
        LitenTask<int> task = LitenTask.FromException<int>(failure);
        LitenTask plain = LitenTask.FromException(failure);

        Assert.True(task.IsCompleted);
        Assert.True(plain.IsCompleted);
        for (int i = 0; i < 2; i++)
        {
            Assert.Same(failure, Assert.Throws<FormatException>(() => Result(task)));
            Assert.Same(failure, Assert.Throws<FormatException>(() => Result(plain)));
        }

        Assert.Same(failure, task.AsTask().Exception?.InnerException);
    }

    [Fact]
    public void FromException_Null_ThrowsAtTheCall()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = LitenTask.FromException(null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = LitenTask.FromException<int>(null!); });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AsTask_Success_HasTheResult(bool suspends)
    {
        Task<int> task = (suspends ? Yielding(3) : Sync(3)).AsTask();
        Task plain = (suspends ? LitenTask.Yield() : default).AsTask();
        Task<int> value = (suspends ? Yielding(4) : Sync(4)).AsValueTask().AsTask();
        Task plainValue = (suspends ? LitenTask.Yield() : default).AsValueTask().AsTask();
        Assert.Equal(!suspends, task.IsCompleted);
        _runtime.RunAll();

        Assert.Equal(3, Patience.Get(task));
        Assert.Equal(3, Patience.Get(task));
        Assert.Equal(4, Patience.Get(value));
        Patience.Wait(plain);
        Patience.Wait(plainValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AsTask_Failure_IsAFaultedTaskWithTheException(bool suspends)
    {
        var failure = new FormatException("mine");
        Task<int> task = Failing(failure, suspends).AsTask();
        Task value = Failing(failure, suspends).AsValueTask().AsTask();
        _runtime.RunAll();

        Assert.Equal(TaskStatus.Faulted, task.Status);
        Assert.Same(failure, task.Exception!.InnerException);
        Assert.Contains(nameof(ThrowDeeply), failure.StackTrace);
        Assert.Equal(TaskStatus.Faulted, value.Status);
        Assert.Same(failure, value.Exception!.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AsTask_Cancelled_IsACancelledTaskWithTheToken(bool suspends)
    {
        using var source = new CancellationTokenSource();
        if (!suspends)
        {
            source.Cancel();
        }

        Task<int> task = ReceiveAsync(source.Token).AsTask();
        source.Cancel();
        _runtime.RunAll();

        Assert.Equal(TaskStatus.Canceled, task.Status);
        OperationCanceledException caught = Assert.ThrowsAny<OperationCanceledException>(() => Patience.Get(task));
        Assert.Equal(source.Token, caught.CancellationToken);
    }

    [Fact]
    public void AsTask_OutsideOfARuntime_Completes() => Patience.OnThread(() =>
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        Task<int> call = Nested(receiver, 3).AsTask();
        Task<int> failing = Failing(new FormatException("mine"), suspends: true).AsTask();
        Task yield = Yielding(1).AsTask();
        sender.TrySend(10);

        Assert.Equal(13, Patience.Get(call, "a call bridged outside of a runtime"));
        Assert.Throws<FormatException>(() => Patience.Get(failing, "a failing call bridged outside of a runtime"));
        Patience.Wait(yield, "a yielding call bridged outside of a runtime");
    });

    [Fact]
    public void AsTask_ContinuationOfTheTask_DoesNotRunOnTheCompletersStack()
    {
        int completer = Environment.CurrentManagedThreadId;
        Task<int> task = ReceiveAsync(default).AsTask();
        Task<int> continuation = task.ContinueWith(
            static _ => Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _sender.TrySend(1);
        _runtime.RunAll();

        Assert.NotEqual(completer, Patience.Get(continuation));
    }

    [Fact]
    public void SuspendedChain_OneHundredThousandDeep_EndsOnASmallStack() => Patience.OnThread(
        () =>
        {
            using var runtime = new ListScheduler();
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            LitenTask<int> chain = AddOne(receiver.ReceiveAsync());
            for (int i = 1; i < 100_000; i++)
            {
                chain = AddOne(chain);
            }

            sender.TrySend(0);
            runtime.RunAll();

            Assert.True(chain.IsCompleted);
            Assert.Equal(100_000, chain.GetAwaiter().GetResult());
        },
        stackSize: 256 * 1024);

    [Fact]
    public void SuspendedChain_OneHundredThousandDeepOutsideOfARuntime_EndsOnASmallStack() => Patience.OnThread(
        () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            using var done = new ManualResetEventSlim();
            LitenTask<int> chain = AddOne(receiver.ReceiveAsync());
            for (int i = 1; i < 100_000; i++)
            {
                chain = AddOne(chain);
            }

            LitenTaskAwaiter<int> awaiter = chain.GetAwaiter();
            awaiter.OnCompleted(done.Set);
            sender.TrySend(0);

            Patience.Wait(done, "the end of the chain");
            Assert.Equal(100_000, awaiter.GetResult());
        },
        stackSize: 256 * 1024);

    [Fact]
    public void Yield_InARuntime_LetsEverythingThatIsReadyRunFirst()
    {
        List<string> log = [];
        _runtime.Spawn(async () =>
        {
            log.Add("a1");
            await LitenTask.Yield();
            log.Add("a2");
            await LitenTask.Yield();
            log.Add("a3");
        });
        _runtime.Spawn(async () =>
        {
            log.Add("b1");
            await LitenTask.Yield();
            log.Add("b2");
        });
        _runtime.RunAll();

        Assert.Equal(["a1", "b1", "a2", "b2", "a3"], log);
    }

    [Fact]
    public void Yield_IsNeverCompletedBeforehand()
    {
        Assert.False(LitenTask.Yield().IsCompleted);
        Assert.False(LitenTask.Yield().GetAwaiter().IsCompleted);
    }

    [Fact]
    public void Yield_AsTask_EndsAfterWhatWasReady()
    {
        bool ran = false;
        _runtime.Spawn(async () => ran = await LitenTask.FromResult(true));
        Task task = LitenTask.Yield().AsTask();
        Assert.False(task.IsCompleted);
        while (!task.IsCompleted)
        {
            _runtime.RunNext();
        }

        Assert.True(ran);
    }

    [Fact]
    public void Yield_OutsideOfARuntime_GoesOnOnTheThreadPool() => Patience.OnThread(() =>
    {
        Assert.True(Patience.Get(ThreadAfterYield()));
        Assert.True(Patience.Get(ThreadAfterYieldInTask()));

        static Task<bool> ThreadAfterYield()
        {
            // Not AsTask, which is tested elsewhere.
            var result = new TaskCompletionSource<bool>();
            _ = Run();
            return result.Task;

            async LitenTask Run()
            {
                await LitenTask.Yield();
                result.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            }
        }

        static async Task<bool> ThreadAfterYieldInTask()
        {
            await LitenTask.Yield();
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    });

    [Fact]
    public void Spawn_OutsideOfARuntime_ThrowsAndSaysWhatToDo() => Patience.OnThread(() =>
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => { LitenTask.Spawn(async () => await LitenTask.Yield()); });
        Assert.Contains("BlockOn", e.Message);
    });

    private static async LitenTask<T> Sync<T>(T value)
    {
        await LitenTask.CompletedTask;
        return value;
    }

    private static async LitenTask<T> Yielding<T>(T value)
    {
        await LitenTask.Yield();
        return value;
    }

    private static async LitenTask<int> AddOne(LitenTask<int> inner) => await inner + 1;

    private static async LitenTask<int> Failing(Exception exception, bool suspends)
    {
        if (suspends)
        {
            await LitenTask.Yield();
        }

        ThrowDeeply(exception);
        return 0;
    }

    private static void ThrowDeeply(Exception exception) => throw exception;

    private static async LitenTask<int> Nested(OneshotReceiver<int> receiver, int depth) => depth == 0 ? await receiver : await Nested(receiver, depth - 1) + 1;

    private LitenTask<int> Nested(int depth) => Nested(_receiver, depth);

    private async LitenTask<int> ReceiveAsync(CancellationToken cancellationToken) => await _receiver.ReceiveAsync(cancellationToken);

    private T Result<T>(LitenTask<T> task)
    {
        _runtime.RunAll();
        return task.GetAwaiter().GetResult();
    }

    private void Result(LitenTask task)
    {
        _runtime.RunAll();
        task.GetAwaiter().GetResult();
    }
}
