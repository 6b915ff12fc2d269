#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>A LitenTask is awaited once. Whoever does it twice gets an exception, and nobody else gets anything.</summary>
public sealed class LitenTaskMisuseTests : IDisposable
{
    private readonly ListScheduler _runtime = new();

    public void Dispose() => _runtime.Dispose();

    public static TheoryData<string> Uses => ["IsCompleted", "GetResult", "OnCompleted", "UnsafeOnCompleted", "AsTask", "AsValueTask", "await", "await in Task"];

    [Theory]
    [MemberData(nameof(Uses))]
    public void Use_AfterTheResultWasTaken_ThrowsAndTeaches(string use)
    {
        LitenTask<int> task = Suspend(1, null);
        Complete(task, 1);

        AssertRefused(use, task);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void Use_AfterTheBoxWasReusedByAPendingCall_ThrowsAndTheOtherCallIsUnharmed(string use)
    {
        LitenTask<int> old = Suspend(1, null);
        Complete(old, 1);
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int> current = Suspend(2, receiver);
        Assert.Same(old.Source, current.Source);

        AssertRefused(use, old);

        LitenTask<int> caller = HandMadeMethod<int>.Await(current);
        sender.TrySend(40);
        _runtime.RunAll();
        Assert.True(caller.IsCompleted, "the call that uses the box now did not end");
        Assert.Equal(42, caller.GetAwaiter().GetResult());
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void Use_AfterTheBoxWasReusedByACompletedCall_ThrowsAndTheOtherResultIsUnharmed(string use)
    {
        LitenTask<int> old = Suspend(1, null);
        Complete(old, 1);
        LitenTask<int> current = Suspend(2, null);
        Assert.Same(old.Source, current.Source);
        _runtime.RunAll();

        AssertRefused(use, old);

        Assert.Equal(2, current.GetAwaiter().GetResult());
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void Use_OfAWaitWhoseNodeWasReused_ThrowsAndTheOtherWaitIsUnharmed(string use)
    {
        (OneshotSender<int> first, OneshotReceiver<int> firstReceiver) = Oneshot.Create<int>();
        LitenTask<int> old = firstReceiver.ReceiveAsync();
        first.TrySend(1);
        Assert.Equal(1, old.GetAwaiter().GetResult());
        (OneshotSender<int> second, OneshotReceiver<int> secondReceiver) = Oneshot.Create<int>();
        LitenTask<int> current = secondReceiver.ReceiveAsync();
        Assert.Same(old.Source, current.Source);

        AssertRefused(use, old);

        LitenTask<int> caller = HandMadeMethod<int>.Await(current);
        second.TrySend(2);
        _runtime.RunAll();
        Assert.True(caller.IsCompleted, "the wait that uses the node now did not end");
        Assert.Equal(2, caller.GetAwaiter().GetResult());
    }

    [Fact]
    public void GetResult_BeforeCompletion_ThrowsAndTheCallIsUnharmed()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int> task = Suspend(2, receiver);

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => task.GetAwaiter().GetResult());
        Assert.Contains("has not completed", e.Message);
        Assert.Contains("BlockOn", e.Message);

        sender.TrySend(1);
        Complete(task, 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SecondAwait_WhileTheFirstWaits_FailsAndTheFirstGetsTheResult(bool ofAWait)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int> shared = ofAWait ? receiver.ReceiveAsync() : Suspend(0, receiver);
        LitenTask<int> first = HandMadeMethod<int>.Await(shared);
        LitenTask<int> second = HandMadeMethod<int>.Await(shared);

        Assert.True(second.IsCompleted);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => second.GetAwaiter().GetResult());
        Assert.Contains("only once", e.Message);

        sender.TrySend(8);
        _runtime.RunAll();
        Assert.True(first.IsCompleted, "the first await did not end");
        Assert.Equal(8, first.GetAwaiter().GetResult());
    }

    [Fact]
    public void SecondAwait_WhileTheFirstWaitsInATask_DoesNotWakeWhoeverUsesTheSecondsBoxNext()
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int> shared = Suspend(0, receiver);
        _ = HandMadeMethod<int>.Await(shared);
        LitenTask<int> second = HandMadeMethod<int>.Await(shared);
        Assert.Throws<InvalidOperationException>(() => second.GetAwaiter().GetResult());

        (OneshotSender<int> innocentSender, OneshotReceiver<int> innocentReceiver) = Oneshot.Create<int>();
        LitenTask<int> innocent = HandMadeMethod<int>.Await(innocentReceiver.ReceiveAsync());
        Assert.Same(second.Source, innocent.Source);
        sender.TrySend(8);
        _runtime.RunAll();

        Assert.False(innocent.IsCompleted, "a call was resumed by something it does not wait for");
        innocentSender.TrySend(9);
        Complete(innocent, 9);
    }

    private static async LitenTask<int> Suspend(int value, OneshotReceiver<int>? receiver)
    {
        if (receiver is { } pending)
        {
            return value + await pending;
        }

        await LitenTask.Yield();
        return value;
    }

    private static async LitenTask<int> AwaitIt(LitenTask<int> task) => await task;

    private static async Task<int> AwaitItInTask(LitenTask<int> task) => await task;

    private static void AssertRefused(string use, LitenTask<int> task)
    {
        LitenTaskAwaiter<int> awaiter = task.GetAwaiter();
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() =>
        {
            switch (use)
            {
                case "IsCompleted":
                    _ = awaiter.IsCompleted;
                    break;
                case "GetResult":
                    awaiter.GetResult();
                    break;
                case "OnCompleted":
                    awaiter.OnCompleted(static () => { });
                    break;
                case "UnsafeOnCompleted":
                    awaiter.UnsafeOnCompleted(static () => { });
                    break;
                case "AsTask":
                    End(task.AsTask());
                    break;
                case "AsValueTask":
                    End(task.AsValueTask().AsTask());
                    break;
                case "await":
                    AwaitIt(task).GetAwaiter().GetResult();
                    break;
                case "await in Task":
                    End(AwaitItInTask(task));
                    break;
            }
        });
        Assert.Contains("only once", e.Message);
        Assert.Contains("AsTask()", e.Message);

        static void End(Task task)
        {
            Assert.True(task.IsCompleted, "a task was made of a LitenTask that was used up");
            task.GetAwaiter().GetResult();
        }
    }

    private void Complete(LitenTask<int> task, int expected)
    {
        _runtime.RunAll();
        Assert.Equal(expected, task.GetAwaiter().GetResult());
    }
}
