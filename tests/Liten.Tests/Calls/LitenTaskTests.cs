#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>A call of an async method of Liten: what it allocates, returns and throws.</summary>
public sealed class LitenTaskTests : CallRig
{
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

    [Fact]
    public void Spawn_OutsideOfARuntime_ThrowsAndSaysWhatToDo() => Patience.OnThread(() =>
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => { LitenTask.Spawn(async () => await LitenTask.Yield()); });
        Assert.Contains("BlockOn", e.Message);
    });

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
