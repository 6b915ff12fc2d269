#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>JoinAsync and AsTask: the end of a task as a value, and as a task of .NET.</summary>
public sealed class JoinHandleOutcomeTests : JoinHandleRig
{
    [Fact]
    public void JoinAsync_Success_TellsSo()
    {
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        LitenTask<JoinResult<int>> typed = handle.JoinAsync();
        LitenTask<JoinResult> untyped = ((JoinHandle)handle).JoinAsync();
        Assert.False(typed.IsCompleted);
        _sender.TrySend(6);
        _runtime.RunAll();

        JoinResult<int> result = typed.GetAwaiter().GetResult();
        JoinResult plain = untyped.GetAwaiter().GetResult();
        Assert.Equal((true, false, false), (result.IsSuccess, result.IsFaulted, result.IsAborted));
        Assert.Equal((true, false, false), (plain.IsSuccess, plain.IsFaulted, plain.IsAborted));
        Assert.Equal(6, result.Value);
        Assert.Null(result.Exception);
        Assert.Null(plain.Exception);
        plain.ThrowIfFailed();
    }

    [Fact]
    public void JoinAsync_Failure_TellsSoWithoutThrowing()
    {
        var thrown = new FormatException("mine");
        JoinHandle<int> handle = _runtime.Begin(() => FailAsync(thrown));
        LitenTask<JoinResult<int>> typed = handle.JoinAsync();
        _sender.TrySend(1);
        _runtime.RunAll();

        JoinResult<int> result = typed.GetAwaiter().GetResult();
        JoinResult plain = ((JoinHandle)handle).JoinAsync().GetAwaiter().GetResult();
        Assert.Equal((false, true, false), (result.IsSuccess, result.IsFaulted, result.IsAborted));
        Assert.Equal((false, true, false), (plain.IsSuccess, plain.IsFaulted, plain.IsAborted));
        Assert.Same(thrown, result.Exception);
        Assert.Same(thrown, plain.Exception);
        Assert.Same(thrown, Assert.Throws<FormatException>(() => result.Value));
        Assert.Same(thrown, Assert.Throws<FormatException>(plain.ThrowIfFailed));
    }

    [Fact]
    public void JoinAsync_Aborted_TellsSoWithoutThrowing()
    {
        JoinHandle<int> handle = Spawning.Make(_runtime.Host, Receive, new(new SpawnOptions { Name = "reader" }, "", 0)).Start();
        _runtime.RunAll();
        LitenTask<JoinResult<int>> typed = handle.JoinAsync();
        handle.Abort();
        _runtime.RunAll();

        JoinResult<int> result = typed.GetAwaiter().GetResult();
        JoinResult plain = ((JoinHandle)handle).JoinAsync().GetAwaiter().GetResult();
        Assert.Equal((false, false, true), (result.IsSuccess, result.IsFaulted, result.IsAborted));
        Assert.Equal((false, false, true), (plain.IsSuccess, plain.IsFaulted, plain.IsAborted));
        TaskAbortedException exception = Assert.IsType<TaskAbortedException>(result.Exception);
        Assert.Equal((handle.Id, "reader"), (exception.TaskId, exception.TaskName));
        Assert.IsType<TaskAbortedException>(plain.Exception);
        Assert.Throws<TaskAbortedException>(() => result.Value);
        Assert.Throws<TaskAbortedException>(plain.ThrowIfFailed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void JoinAsync_TokenCancelled_WaitEndsAndTheTaskRunsOn(bool before)
    {
        using var source = new CancellationTokenSource();
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        if (before)
        {
            source.Cancel();
        }

        LitenTask<JoinResult<int>> join = handle.JoinAsync(source.Token);
        LitenTask<JoinResult<int>> other = handle.JoinAsync();
        Assert.Equal(before, join.IsCompleted);
        source.Cancel();
        _runtime.RunAll();

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => join.GetAwaiter().GetResult());
        Assert.Equal(source.Token, canceled.CancellationToken);
        Assert.False(handle.IsCompleted);
        _sender.TrySend(3);
        _runtime.RunAll();
        Assert.Equal(3, handle.GetAwaiter().GetResult());
        Assert.Equal(3, other.GetAwaiter().GetResult().Value);
    }

    [Fact]
    public void JoinAsync_TokenCancelledAfterTheEnd_HasTheResult()
    {
        using var source = new CancellationTokenSource();
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        LitenTask<JoinResult<int>> join = handle.JoinAsync(source.Token);
        _sender.TrySend(3);
        _runtime.RunNext();
        Assert.True(handle.IsCompleted);
        source.Cancel();
        _runtime.RunAll();

        Assert.Equal(3, join.GetAwaiter().GetResult().Value);
        Assert.Equal(3, handle.JoinAsync(source.Token).GetAwaiter().GetResult().Value);
    }

    [Fact]
    public void AsTask_ManyTimes_AllEndAlike()
    {
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        Task<int>[] before = [handle.AsTask(), handle.AsTask()];
        Task untyped = ((JoinHandle)handle).AsTask();
        Assert.Same(before[0], before[1]);
        Assert.Same(before[0], untyped);
        Assert.False(untyped.IsCompleted);
        _sender.TrySend(3);
        _runtime.RunAll();

        Assert.All([.. before, handle.AsTask()], static task => Assert.Equal(3, Patience.Get(task)));
        Patience.Wait(untyped);
    }

    [Fact]
    public void AsTask_FailureAndAbort_AreFaultedAndCanceled()
    {
        var thrown = new FormatException("mine");
        JoinHandle<int> failed = _runtime.Begin(() => FailAsync(thrown));
        JoinHandle<int> aborted = _runtime.Begin(() => Oneshot.Create<int>().Receiver.ReceiveAsync());
        Task<int>[] tasks = [failed.AsTask(), aborted.AsTask()];
        _sender.TrySend(1);
        aborted.Abort();
        _runtime.RunAll();

        Assert.Equal(TaskStatus.Faulted, tasks[0].Status);
        Assert.Same(thrown, tasks[0].Exception!.InnerException);
        Assert.Equal(TaskStatus.Canceled, tasks[1].Status);
        Assert.Equal(TaskStatus.Faulted, failed.AsTask().Status);
        Assert.Equal(TaskStatus.Canceled, aborted.AsTask().Status);
    }

    [Fact]
    public void AsTask_TheTaskThatAskedIsAborted_BridgeIsUntouched()
    {
        JoinHandle<int> handle = _runtime.Begin(() => Receive());
        Task<int>? ofHandle = null;
        Task<int>? ofCall = null;
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        JoinHandle<int> asker = _runtime.Begin(async () =>
        {
            ofHandle = handle.AsTask();
            ofCall = receiver.ReceiveAsync().AsTask();
            return await Oneshot.Create<int>().Receiver;
        });
        asker.Abort();
        _runtime.RunAll();
        Assert.True(asker.IsCompleted);
        Assert.False(ofHandle!.IsCompleted);
        Assert.False(ofCall!.IsCompleted);

        _sender.TrySend(3);
        sender.TrySend(4);
        _runtime.RunAll();
        Assert.Equal(3, Patience.Get(ofHandle));
        Assert.Equal(4, Patience.Get(ofCall));
    }
}
