#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>A call as a task of .NET.</summary>
public sealed class LitenTaskBridgeTests : CallRig
{
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
}
