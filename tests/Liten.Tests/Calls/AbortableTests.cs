using System.Runtime.CompilerServices;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>A wait for something foreign that an abort or a token ends, and whose outcome is the foreign one else.</summary>
public sealed class AbortableTests : AbortableRig
{
    public static TheoryData<string, string, string> FormsEndingsAndCauses
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (string form in Forms)
            {
                foreach (string ending in (string[])[.. Endings, "none"])
                {
                    foreach (string cause in new[] { "abort before", "abort during", "token before", "token during" })
                    {
                        cells.Add(form, ending, cause);
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(FormsAndEndings))]
    public void Wait_OperationEndsMeanwhile_HasItsOutcomeOnTheRuntime(string form, string ending)
    {
        var operation = new Operation(form);
        JoinHandle<int> task = _runtime.Begin(() => operation.WaitAsync());
        Assert.False(task.IsCompleted);
        EndElsewhere(operation, ending);
        _runtime.RunAll();

        Assert.True(task.IsCompleted, "the wait did not end");
        AssertOutcome(task.GetAwaiter().GetResult, operation, ending);
        Assert.Empty(Reports(0));
    }

    [Theory]
    [MemberData(nameof(FormsAndEndings))]
    public void Wait_OperationHasEnded_HasItsOutcomeAtOnce(string form, string ending)
    {
        var operation = new Operation(form);
        operation.End(ending);
        LitenTask<int> wait = operation.WaitAsync();

        Assert.True(wait.IsCompleted);
        AssertOutcome(wait.GetAwaiter().GetResult, operation, ending);
    }

    /// <summary>Nobody else may have the outcome of what has ended, such as bytes that were read: it is not refused.</summary>
    [Theory]
    [MemberData(nameof(FormsAndEndings))]
    public void Wait_OperationHasEndedAndTheTaskMustStop_HasTheOutcome(string form, string ending)
    {
        var operation = new Operation(form);
        operation.End(ending);
        LitenTask<int> wait = default;
        _runtime.Begin(async () =>
        {
            _runtime.Host.LiveTasks()[0].Abort();
            wait = operation.WaitAsync(new CancellationToken(canceled: true));
            return await LitenTask.FromResult(0);
        });

        Assert.True(wait.IsCompleted);
        AssertOutcome(wait.GetAwaiter().GetResult, operation, ending);
    }

    [Theory]
    [MemberData(nameof(FormsEndingsAndCauses))]
    public void Wait_EndsEarly_AtOnceAndTheOperationGoesOn(string form, string ending, string cause)
    {
        using var cancellation = new CancellationTokenSource();
        var operation = new Operation(form);
        bool waits = false;
        JoinHandle<int> task = _runtime.Begin(async () =>
        {
            if (cause == "abort before")
            {
                _runtime.Host.LiveTasks()[0].Abort();
            }
            else if (cause == "token before")
            {
                cancellation.Cancel();
            }

            LitenTask<int> wait = operation.WaitAsync(cancellation.Token);
            waits = !wait.IsCompleted;
            return await wait;
        });
        Assert.Equal(cause.EndsWith("during", StringComparison.Ordinal), waits);
        Assert.Equal(!waits, task.IsCompleted);
        (cause.StartsWith("abort", StringComparison.Ordinal) ? task.Abort : (Action)cancellation.Cancel)();
        _runtime.RunAll();

        Assert.True(task.IsCompleted, "the wait did not end");
        OperationCanceledException thrown = Assert.ThrowsAny<OperationCanceledException>(() => task.GetAwaiter().GetResult());
        if (cause.StartsWith("abort", StringComparison.Ordinal))
        {
            Assert.Equal(task.Id, Assert.IsType<TaskAbortedException>(thrown).TaskId);
        }
        else
        {
            Assert.Equal(cancellation.Token, thrown.CancellationToken);
        }

        if (ending != "none")
        {
            operation.End(ending);
        }

        UnhandledExceptionInfo[] reports = Reports(ending == "exception" ? 1 : 0);
        Assert.Equal(0, _runtime.Count);
        if (ending == "exception")
        {
            UnhandledExceptionInfo report = Assert.Single(reports);
            Assert.Same(operation.Exception, report.Exception);
            Assert.Equal(task.Id, report.Task!.Value.Id);
            Assert.Equal("a foreign task whose wait was aborted", report.Origin);
        }
        else
        {
            Assert.Empty(reports);
        }
    }

    [Theory]
    [InlineData("LitenTask")]
    [InlineData("Task")]
    [InlineData("ValueTask")]
    public void Wait_InATaskWithABodyOfAnyKind_AbortEndsIt(string body)
    {
        using var lab = new TaskLab();
        JoinHandle<int> task = lab.Begin(body, async () => await new TaskCompletionSource<int>().Task.Abortable());
        task.Abort();
        lab.Runtime.RunAll();

        Assert.True(task.IsCompleted);
        Assert.Throws<TaskAbortedException>(() => task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Wait_OfACallOfTheTaskThatIsAnAsyncTaskMethod_AbortEndsIt()
    {
        JoinHandle<int> task = _runtime.Begin(static async () => await Nested());
        task.Abort();
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => task.GetAwaiter().GetResult());

        static async Task<int> Nested() => await new TaskCompletionSource<int>().Task.Abortable();
    }

    [Fact]
    public void Wait_BehindAShield_GoesOnAndTheNextOneThrows()
    {
        var first = new TaskCompletionSource<int>();
        int received = 0;
        JoinHandle<int> task = _runtime.Begin(async () =>
        {
            using (LitenTask.Current.ShieldFromAbort())
            {
                received = await first.Task.Abortable();
            }

            return await new TaskCompletionSource<int>().Task.Abortable();
        });
        task.Abort();
        _runtime.RunAll();
        Assert.False(task.IsCompleted);
        first.SetResult(Result);
        _runtime.RunAll();

        Assert.Equal(Result, received);
        Assert.Throws<TaskAbortedException>(() => task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Wait_OutsideEveryRuntime_HasTheOutcomeOrEndsByTheToken() => Patience.OnThread(() =>
    {
        var operation = new TaskCompletionSource<int>();
        using var cancellation = new CancellationTokenSource();
        Task<int> ends = operation.Task.Abortable().AsTask();
        Task<int> stops = InTask(operation.Task, cancellation.Token);
        Task<int> goesOn = InTask(operation.Task, CancellationToken.None);
        cancellation.Cancel();
        OperationCanceledException thrown = Assert.ThrowsAny<OperationCanceledException>(() => Patience.Get(stops));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        operation.SetResult(Result);

        Assert.Equal(Result, Patience.Get(ends));
        Assert.Equal(Result, Patience.Get(goesOn));

        static async Task<int> InTask(Task<int> task, CancellationToken cancellationToken) => await task.Abortable(cancellationToken);
    });

    [Fact]
    public void Wait_AtAShutdown_UnwindsAndIsNotAbandoned() => Patience.OnThread(() =>
    {
        Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).AbandonAfter(Patience.Limit).Build();
        using var waiting = new ManualResetEventSlim();
        bool cleaned = false;
        JoinHandle task = runtime.Spawn(async LitenTask () =>
        {
            try
            {
                LitenTask wait = new TaskCompletionSource().Task.Abortable();
                waiting.Set();
                await wait;
            }
            finally
            {
                cleaned = true;
            }
        });
        Patience.Wait(waiting, "the wait");
        ShutdownReport report = runtime.Shutdown(Patience.Limit);

        Assert.True(report.IsComplete, $"{report}");
        Assert.True(cleaned);
        Assert.True(Patience.Join(task).IsAborted);
    });

    /// <summary>Neither a context nor a scheduler of the completer's, nor the pool, is needed to wake the waiting code.</summary>
    [Theory]
    [InlineData(TaskCreationOptions.None)]
    [InlineData(TaskCreationOptions.RunContinuationsAsynchronously)]
    public void Completer_WithAContextThatRunsNothing_WakesTheWait(TaskCreationOptions options)
    {
        var operation = new TaskCompletionSource<int>(options);
        JoinHandle<int> task = _runtime.Begin(async () => await operation.Task.Abortable());
        Patience.OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            operation.SetResult(Result);
            Assert.IsType<DeafContext>(SynchronizationContext.Current);
        });
        Assert.Equal(1, _runtime.Count);
        _runtime.RunAll();
        Assert.Equal(Result, task.GetAwaiter().GetResult());
    }

    [Fact]
    public void Completer_InTheMiddleOfItsOwnCode_RunsNothingOfTheWaitingOne()
    {
        var operation = new TaskCompletionSource<int>();
        bool wentOn = false;
        _runtime.Begin(async () =>
        {
            await operation.Task.Abortable();
            wentOn = true;
            return 0;
        });
        operation.SetResult(Result);
        Assert.False(wentOn);
        _runtime.RunAll();
        Assert.True(wentOn);
    }

    [Fact]
    public void Wait_ForATaskThatHasSucceeded_AllocatesNothing()
    {
        var task = Task.FromResult(Result);
        AllocationMeter.AssertNone(() =>
        {
            ((Task)task).Abortable().GetAwaiter().GetResult();
            task.Abortable().GetAwaiter().GetResult();
            new ValueTask(task).Abortable().GetAwaiter().GetResult();
            new ValueTask<int>(task).Abortable().GetAwaiter().GetResult();
            new ValueTask<int>(Result).Abortable().GetAwaiter().GetResult();
        });
    }

    [Fact]
    public void Wait_ForOneTaskAgainAndAgain_EndedEarly_LeavesNothingBehind()
    {
        const int Waits = 5_000;
        var never = new TaskCompletionSource<int>();
        Task<int> other = never.Task.Abortable().AsTask();
        object continuation = ContinuationOf(never.Task)!;
        Assert.Equal(1, WaitsOf(ForeignTask.Of(never.Task)).Count);
        var kept = new WeakReference[Waits];
        for (int i = 0; i < Waits; i++)
        {
            kept[i] = WaitAndEndEarly(never.Task, byAbort: i % 2 == 0);
        }

        Assert.Equal(1, WaitsOf(ForeignTask.Of(never.Task)).Count);
        Assert.Same(continuation, ContinuationOf(never.Task));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // Not none: a register or a pooled object may still name one of them.
        Assert.InRange(kept.Count(static local => local.IsAlive), 0, 10);
        never.SetResult(Result);
        Assert.Equal(Result, Patience.Get(other));
    }

    [Fact]
    public void Wait_WhoseTaskIsForgotten_IsCollectedWithIt()
    {
        WeakReference task = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(task.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Forget()
        {
            var never = new TaskCompletionSource();
            _ = Wait(never.Task);
            return new WeakReference(never.Task);
        }

        static async LitenTask Wait(Task task) => await task.Abortable();
    }

    /// <summary>The call that wanted to wait had no memory to do so: others may have the result, so it is theirs.</summary>
    [Fact]
    public void Abandon_OfAWaitWithADisposableResult_DoesNotDisposeIt()
    {
        using var result = new CancellationTokenSource();
        var operation = new TaskCompletionSource<CancellationTokenSource>();
        LitenTask<CancellationTokenSource> pending = operation.Task.Abortable();
        pending.Source!.Abandon();
        Assert.Equal(0, WaitsOf(ForeignTask.Of(operation.Task)).Count);
        LitenTask<CancellationTokenSource> ended = operation.Task.Abortable();
        operation.SetResult(result);
        ended.Source!.Abandon();

        _ = result.Token;
        Assert.Throws<InvalidOperationException>(() => ended.IsCompleted);
    }

    [Fact]
    public void NullTask_IsRefused()
    {
        Assert.Throws<ArgumentNullException>("task", static () => ((Task)null!).Abortable());
        Assert.Throws<ArgumentNullException>("task", static () => ((Task<int>)null!).Abortable());
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_waits")]
    private static extern ref IntrusiveList<IForeignWait> WaitsOf(ForeignTask task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? ContinuationOf(Task task);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference WaitAndEndEarly(Task<int> never, bool byAbort)
    {
        using var cancellation = new CancellationTokenSource();
        var local = new object();
        JoinHandle<int> task = _runtime.Begin(async () =>
        {
            int result = await never.Abortable(cancellation.Token);
            GC.KeepAlive(local);
            return result;
        });
        (byAbort ? task.Abort : (Action)cancellation.Cancel)();
        _runtime.RunAll();
        Assert.True(task.IsCompleted);
        return new WeakReference(local);
    }

    private static void EndElsewhere(Operation operation, string ending) => Patience.OnThread(() => operation.End(ending));

    private static void AssertOutcome(Func<int> getResult, Operation operation, string ending)
    {
        switch (ending)
        {
            case "result":
                Assert.Equal(Result, getResult());
                break;
            case "exception":
                FormatException thrown = Assert.Throws<FormatException>(() => getResult());
                Assert.Same(operation.Exception, thrown);
                Assert.Contains("ThrowDeepInTheOperation", thrown.StackTrace);
                break;
            default:
                OperationCanceledException cancelled = Assert.ThrowsAny<OperationCanceledException>(() => getResult());
                Assert.IsNotType<TaskAbortedException>(cancelled);
                Assert.Equal(operation.Cancelled, cancelled.CancellationToken);
                break;
        }
    }

    private sealed class DeafContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
