namespace Liten.Tests;

/// <summary>Callbacks that are part of no task.</summary>
public sealed class QueueWorkItemTests
{
    [Fact]
    public void Callback_FromOutside_RunsOnAWorkerInNoTask()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).WorkerThreadName("queue").Build();
        var ran = new TaskCompletionSource<(string?, object?, bool, SynchronizationContext?)>();

        runtime.QueueWorkItem(
            state => ran.SetResult((Thread.CurrentThread.Name, state, IsInTask(), SynchronizationContext.Current)), "it");

        Assert.Equal(("queue-0", "it", false, runtime.SynchronizationContext), Patience.Get(ran.Task));
    }

    [Fact]
    public void Callbacks_OnTwoWorkers_RunInParallel()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        using var both = new Barrier(2);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();

        // Each waits for the other: in an order neither would end.
        runtime.QueueWorkItem(_ => Meet(first), null);
        runtime.QueueWorkItem(_ => Meet(second), null);

        Patience.Wait(Task.WhenAll(first.Task, second.Task));

        void Meet(TaskCompletionSource end)
        {
            both.SignalAndWait(TestContext.Current.CancellationToken);
            end.SetResult();
        }
    }

    [Fact]
    public void Callback_ThatThrows_IsReportedAndHarmsNoOther()
    {
        var failure = new FormatException("mine");
        var reported = new TaskCompletionSource<Exception>();
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1)
            .OnUnhandledException(info => reported.TrySetResult(info.Exception)).Build();
        var next = new TaskCompletionSource();

        runtime.QueueWorkItem(_ => throw failure, null);
        runtime.QueueWorkItem(static state => ((TaskCompletionSource)state!).SetResult(), next);

        Assert.Same(failure, Patience.Get(reported.Task));
        Patience.Wait(next.Task);
    }

    [Fact]
    public void Callback_AfterTheEnd_RunsOnTheThreadPool()
    {
        Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();
        runtime.Dispose();
        var ran = new TaskCompletionSource<bool>();

        runtime.QueueWorkItem(_ => ran.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);

        Assert.True(Patience.Get(ran.Task));
    }

    [Fact]
    public void Callback_Null_Throws()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();

        Assert.Throws<ArgumentNullException>(() => runtime.QueueWorkItem(null!, null));
    }

    private static bool IsInTask()
    {
        try
        {
            return LitenTask.Current.Id > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
