#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>An abort at every time of a task: its outcome, and what runs of it.</summary>
public sealed class AbortTests : AbortRig
{
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
        Assert.True(joiner.JoinAsync().GetAwaiter().GetResult().IsCanceled);
        Assert.Empty(_lab.Runtime.Host.LiveTasks());
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

        Assert.True(canceledByItself.JoinAsync().GetAwaiter().GetResult() is { IsCanceled: true, IsFaulted: false });
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
    public void AwaitedTask_WasAborted_ItsWaiterIsCanceledNotAborted(string body)
    {
        JoinHandle<int> inner = _lab.Begin(body, () => _lab.WaitForEver("oneshot"));
        JoinHandle<int> outer = _lab.Begin(body, async () => await inner);
        inner.Abort();
        _lab.Runtime.RunAll();

        JoinResult<int> result = outer.JoinAsync().GetAwaiter().GetResult();
        Assert.True(result is { IsCanceled: true, IsAborted: false, IsFaulted: false });
        Assert.Equal(inner.Id, Assert.IsType<TaskAbortedException>(result.Exception).TaskId);
    }
}
