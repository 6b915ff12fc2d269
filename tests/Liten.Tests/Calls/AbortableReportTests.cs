#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>What becomes of an exception that comes after the waits for it have ended.</summary>
public sealed class AbortableReportTests : AbortableRig
{
    private const int Rounds = 2_000;

    [Fact]
    public void Exception_AfterManyWaitsWereAborted_IsReportedOnce()
    {
        var operation = new TaskCompletionSource<int>();
        JoinHandle<int>[] tasks = [.. Enumerable.Range(0, 20).Select(_ => _runtime.Begin(async () => await operation.Task.Abortable()))];
        Array.ForEach(tasks, static task => task.Abort());
        _runtime.RunAll();
        var failure = new FormatException();
        operation.SetException(failure);

        Assert.Same(failure, Assert.Single(Reports(1)).Exception);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exception_ThatAnotherWaitGets_IsNotReported(bool beginsLater)
    {
        var operation = new TaskCompletionSource<int>();
        JoinHandle<int> aborted = _runtime.Begin(async () => await operation.Task.Abortable());
        JoinHandle<int>? other = beginsLater ? null : _runtime.Begin(async () => await operation.Task.Abortable());
        aborted.Abort();
        _runtime.RunAll();
        other ??= _runtime.Begin(async () => await operation.Task.Abortable());
        operation.SetException(new FormatException());
        _runtime.RunAll();

        Assert.Throws<FormatException>(() => other.GetAwaiter().GetResult());
        Assert.Empty(Reports(0));
    }

    [Fact]
    public void Exceptions_OfSeveralParts_AreReportedTogether()
    {
        var operation = new TaskCompletionSource<int>();
        JoinHandle<int> task = _runtime.Begin(async () => await operation.Task.Abortable());
        task.Abort();
        _runtime.RunAll();
        operation.SetException([new FormatException(), new TimeoutException()]);

        Assert.Equal(2, Assert.IsType<AggregateException>(Assert.Single(Reports(1)).Exception).InnerExceptions.Count);
    }

    [Fact]
    public void Exception_ThatIsACancellation_IsNotReported()
    {
        var operation = new TaskCompletionSource<int>();
        JoinHandle<int> task = _runtime.Begin(async () => await operation.Task.Abortable());
        task.Abort();
        _runtime.RunAll();
        operation.SetException(new OperationCanceledException());

        Assert.Empty(Reports(0));
    }

    [Fact]
    public void Exception_AfterTheRuntimesEnd_ReachesItsHook() => Patience.OnThread(() =>
    {
        var operation = new TaskCompletionSource<int>();
        var reported = new TaskCompletionSource<UnhandledExceptionInfo>();
        using var waiting = new ManualResetEventSlim();
        using (Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).OnUnhandledException(reported.SetResult).Build())
        {
            runtime.Spawn(async LitenTask () =>
            {
                LitenTask<int> wait = operation.Task.Abortable();
                waiting.Set();
                await wait;
            });
            Patience.Wait(waiting, "the wait");
        }

        var failure = new FormatException();
        operation.SetException(failure);
        Assert.Same(failure, Patience.Get(reported.Task, "the report").Exception);
    });

    [Fact]
    public void Exception_ThatWasReported_CountsAsObserved()
    {
        var seen = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            lock (seen)
            {
                seen.AddRange(e.Exception.InnerExceptions);
            }
        }

        var failure = new FormatException();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            FailLate(failure);
            Assert.Single(Reports(1));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.DoesNotContain(failure, seen);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void FailLate(Exception failure)
        {
            var operation = new TaskCompletionSource<int>();
            JoinHandle<int> task = _runtime.Begin(async () => await operation.Task.Abortable());
            task.Abort();
            _runtime.RunAll();
            operation.SetException(failure);
        }
    }

    /// <summary>Abort, token and completion at the same instant: the wait has one end, and an exception is seen once.</summary>
    [Fact]
    public void Exception_AtTheInstantOfAnAbort_IsThrownOrReported() => Patience.OnThread(() =>
    {
        int reported = 0;
        int waiting = 0;
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2)
            .OnUnhandledException(_ => Interlocked.Increment(ref reported)).Build();
        var operations = new TaskCompletionSource<int>[Rounds];
        var tokens = new CancellationTokenSource[Rounds];
        var tasks = new JoinHandle<int>[Rounds];
        var failure = new FormatException();
        for (int i = 0; i < Rounds; i++)
        {
            operations[i] = new TaskCompletionSource<int>();
            tokens[i] = new CancellationTokenSource();
            Task<int> operation = operations[i].Task;
            CancellationToken token = tokens[i].Token;
            tasks[i] = runtime.Spawn(async () =>
            {
                LitenTask<int> wait = operation.Abortable(token);
                Interlocked.Increment(ref waiting);
                return await wait;
            });
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref waiting) == Rounds, Patience.Limit), "a wait did not begin");

        Race.Run(Rounds, round => operations[round].SetException(failure), round => tasks[round].Abort(), round => tokens[round].Cancel());
        int thrown = 0;
        int cancelled = 0;
        foreach (JoinHandle<int> task in tasks)
        {
            JoinResult<int> end = Patience.Join(task);
            thrown += end.IsFaulted ? 1 : 0;
            cancelled += end.IsFaulted ? 0 : 1;
            Assert.False(end.IsSuccess);
        }

        Assert.Equal(Rounds, thrown + cancelled);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref reported) == cancelled, Patience.Limit), $"{reported} reports of {cancelled}");
        Array.ForEach(tokens, static token => token.Dispose());
    });
}
