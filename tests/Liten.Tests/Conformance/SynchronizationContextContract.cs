#pragma warning disable xUnit1031 // What blocks here has a limit.

namespace Liten.Tests.Conformance;

/// <summary>What holds for every SynchronizationContext, also for .NET's own that keeps no order.</summary>
public abstract class SynchronizationContextContract : ContextContract
{
    private protected SynchronizationContextContract(Func<Subject> start)
        : base(start)
    {
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Post_FromAnyThread_RunsTheCallbackWithItsState(Caller caller)
    {
        object state = new();
        var seen = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Subject.Call(caller, () => Context.Post(seen.SetResult, state));

        Assert.Same(state, Patience.Get(seen.Task));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Post_FromAnyThread_DoesNotRunOnThePostersStack(Caller caller)
    {
        var inline = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Subject.Call(caller, () =>
        {
            int poster = Environment.CurrentManagedThreadId;
            bool posting = true;
            Context.Post(_ => inline.SetResult(posting && poster == Environment.CurrentManagedThreadId), null);
            posting = false;
        });

        Assert.False(Patience.Get(inline.Task));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Send_FromAnyThread_ReturnsAfterTheCallback(Caller caller)
    {
        object state = new();
        object? seen = null;
        bool ranBefore = false;
        Subject.Call(caller, () =>
        {
            Context.Send(given => seen = given, state);
            ranBefore = seen is not null;
        });

        Assert.True(ranBefore);
        Assert.Same(state, seen);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Send_CallbackThrows_TheExceptionIsTheCallersWithItsStack(Caller caller)
    {
        var mine = new FormatException("mine");
        Exception? format = null;
        Exception? cancelled = null;
        Subject.Call(caller, () =>
        {
            format = Record.Exception(() => Context.Send(_ => Throw(mine), null));
            cancelled = Record.Exception(() => Context.Send(static _ => Throw(new OperationCanceledException()), null));
        });

        Assert.Same(mine, format);
        Assert.Contains(nameof(Throw), format!.StackTrace);
        Assert.IsType<OperationCanceledException>(cancelled);
        Assert.Contains(nameof(Throw), cancelled!.StackTrace);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Send_InASentCallback_Runs(Caller caller)
    {
        int depth = 0;
        Subject.Call(caller, () => Context.Send(_ => Context.Send(_ => Context.Send(_ => depth = 3, null), null), null));

        Assert.Equal(3, depth);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Send_LeavesTheCallersThreadAsItWas(Caller caller)
    {
        var local = new AsyncLocal<string>();
        Subject.Call(caller, () =>
        {
            local.Value = "the caller's";
            SynchronizationContext? context = SynchronizationContext.Current;
            TaskScheduler scheduler = TaskScheduler.Current;
            Context.Send(static _ => { }, null);
            Record.Exception(() => Context.Send(static _ => throw new FormatException(), null));

            Assert.Same(context, SynchronizationContext.Current);
            Assert.Same(scheduler, TaskScheduler.Current);
            Assert.Equal("the caller's", local.Value);
        });
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void RegisteredCallback_WithTheContext_HasRunWhenCancelReturns(Caller caller)
    {
        using var source = new CancellationTokenSource();
        var local = new AsyncLocal<string?> { Value = "the registrar's" };
        string? seen = null;
        using CancellationTokenRegistration registration = With(
            () => source.Token.Register(_ => seen = local.Value, null, useSynchronizationContext: true));
        local.Value = null;

        string? seenAtReturn = null;
        Subject.Call(caller, () =>
        {
            source.Cancel();
            seenAtReturn = seen;
        });

        Assert.Equal("the registrar's", seenAtReturn);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void RegisteredCallbackThrows_WithTheContext_CancelThrowsIt(Caller caller)
    {
        using var source = new CancellationTokenSource();
        using CancellationTokenRegistration registration = With(
            () => source.Token.Register(static _ => throw new FormatException(), null, useSynchronizationContext: true));

        Exception? thrown = null;
        Subject.Call(caller, () => thrown = Record.Exception(source.Cancel));

        Assert.IsType<FormatException>(Assert.IsType<AggregateException>(thrown).Flatten().InnerException);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Progress_MadeInTheContext_ReportsIntoIt(Caller caller)
    {
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        IProgress<int> progress = With(() => new Progress<int>(seen.SetResult));
        Subject.Call(caller, () => progress.Report(5));

        Assert.Equal(5, Patience.Get(seen.Task));
    }

    [Fact]
    public void AsyncMethod_StartedInTheContext_GoesOn()
    {
        Task<int> method = With(async () =>
        {
            await Task.Yield();
            await Task.Delay(1);
            await Task.Run(static () => { });
            return 1;
        });

        Assert.Equal(1, Patience.Get(method));
    }

    [Fact]
    public void CreateCopy_PostsAndSendsLikeTheOriginal()
    {
        SynchronizationContext copy = Context.CreateCopy();
        var posted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool sent = false;
        copy.Post(_ => posted.SetResult(1), null);
        copy.Send(_ => sent = true, null);

        Assert.Equal(1, Patience.Get(posted.Task));
        Assert.True(sent);
    }

    [Fact]
    public void OperationStartedAndCompleted_InAnyNumber_ChangeNothing()
    {
        Context.OperationCompleted();
        Context.OperationStarted();
        Context.OperationStarted();
        Context.OperationCompleted();
        Assert.False(Context.IsWaitNotificationRequired());

        Context.Send(static _ => { }, null);
    }

    [Fact]
    public void AfterTheEnd_PostAndSendStillRun()
    {
        if (Context is SingleThreadContext)
        {
            // Its end is that of its thread: it says nothing of what comes later.
            return;
        }

        Subject.End();
        var posted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        int nested = 0;
        Context.Post(
            _ =>
            {
                Context.Send(_ => nested = 1, null);
                posted.SetResult(nested);
            },
            null);
        Assert.Equal(1, Patience.Get(posted.Task));
        Assert.Throws<FormatException>(() => Context.Send(static _ => throw new FormatException(), null));
    }

    private static void Throw(Exception exception) => throw exception;

    public sealed class OfNet() : SynchronizationContextContract(Subjects.Net);

    public sealed class OfASingleThread() : SynchronizationContextContract(Subjects.SingleThread);

    public sealed class OfOneWorker() : SynchronizationContextContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : SynchronizationContextContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : SynchronizationContextContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : SynchronizationContextContract(Subjects.CurrentThread);
}
