using System.Collections.Concurrent;

#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>The hooks of a runtime's end.</summary>
public abstract class ShutdownHookSpecification(Func<RuntimeBuilder> createBuilder)
    : ShutdownSpecification(createBuilder)
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<UnhandledExceptionInfo> _unhandled = new();

    private string Events => string.Join(" ", _events);

    [Fact]
    public void OnShutdown_SeveralHooks_RunInReverseOneAfterTheOtherBeforeTasksAreAborted()
    {
        using RuntimeUnderTest it = StartWith(builder => builder
            .OnShutdown(() => _events.Enqueue("first"))
            .OnShutdown(async (CancellationToken _) =>
            {
                _events.Enqueue("second");
                await LitenTask.Yield();
                _events.Enqueue("second-end");
            })
            .OnShutdown(async Task (_) =>
            {
                await Task.Yield();
                _events.Enqueue("third");
            }));
        SpawnWaiting(it, () => _events.Enqueue("unwound"));

        it.End();

        Assert.Equal("third second second-end first unwound", Events);
        Assert.Equal(0, it.Metrics.HookFailures);
    }

    [Fact]
    public void OnShutdown_HookDrainsAChannel_ItsTasksEndByThemselves()
    {
        (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateUnbounded<int>();
        JoinHandle<int>? consumer = null;
        using RuntimeUnderTest it = StartWith(builder => builder.OnShutdown(async (CancellationToken _) =>
        {
            sender.TrySend(4);
            sender.Dispose();
            await consumer!;
        }));
        consumer = it.Runtime.Spawn(async () =>
        {
            int sum = 0;
            await foreach (int item in receiver)
            {
                sum += item;
            }

            return sum;
        });

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromSeconds(10_000)), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal(4, it.Result(consumer));
    }

    [Fact]
    public void OnShutdown_HookMaySpawn_AndItsTaskRuns()
    {
        using RuntimeUnderTest it = StartWith(builder => builder.OnShutdown(async (CancellationToken _) =>
            await LitenTask.Spawn(async () => _events.Enqueue("spawned"))));

        it.End();

        Assert.Equal("spawned", Events);
    }

    [Fact]
    public void OnShutdown_HookThrows_IsCountedAndReportedAndTheOthersRun()
    {
        var failure = new InvalidOperationException("of the hook");
        using RuntimeUnderTest it = StartWith(builder => builder
            .OnShutdown(() => _events.Enqueue("first"))
            .OnShutdown(async (CancellationToken _) =>
            {
                await LitenTask.Yield();
                throw failure;
            })
            .OnShutdown((Action)(() => throw failure)));

        it.End();

        Assert.Equal("first", Events);
        Assert.Equal(2, it.Metrics.HookFailures);
        Assert.Equal([failure, failure], _unhandled.Select(info => info.Exception));
        Assert.All(_unhandled, info => Assert.Equal("the hook OnShutdown", info.Origin));
    }

    [Fact]
    public void OnShutdown_HookHangs_IsNamedAndTheEarlierOnesAreLeftOut()
    {
        using RuntimeUnderTest it = StartWith(builder => builder
            .AbandonAfter(TimeSpan.FromSeconds(1))
            .OnShutdown(() => _events.Enqueue("first"))
            .OnShutdown(async (CancellationToken _) => await new TaskCompletionSource().Task));
        it.MayEndLate = true;
        SpawnWaiting(it, () => _events.Enqueue("unwound"));

        // A quarter of the time is the task's, to unwind on a busy machine.
        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromSeconds(2)), "the shutdown");

        Assert.Equal("OnShutdown hook 2", Assert.Single(report.AbandonedTasks).Name);
        Assert.Equal("unwound", Events);
        Assert.Equal(1, it.Metrics.HookFailures);
        Assert.Contains("OnShutdown hook 1 was not run", Assert.Single(_unhandled).Exception.Message);
    }

    [Fact]
    public void OnShutdown_HookHeedsItsToken_NothingIsLeft()
    {
        using RuntimeUnderTest it = StartWith(builder => builder.OnShutdown(async (CancellationToken token) =>
            await Task.Delay(Timeout.Infinite, token)));

        ShutdownReport report = it.OnThread(() => it.Runtime.Shutdown(TimeSpan.FromMilliseconds(400)), "the shutdown");

        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal(0, it.Metrics.HookFailures);
    }

    [Fact]
    public void OnShutdown_NoTimeAtAll_HookIsLeftOutAndThatIsReported()
    {
        using RuntimeUnderTest it = StartWith(builder => builder.OnShutdown(() => _events.Enqueue("hook")));
        it.MayEndLate = true;

        it.OnThread(() => it.Runtime.Shutdown(TimeSpan.Zero), "the shutdown");

        Assert.Empty(_events);
        Assert.IsType<TimeoutException>(Assert.Single(_unhandled).Exception);
    }

    [Fact]
    public void OnShutdown_NoRoomForATask_HookRunsAllTheSame()
    {
        using RuntimeUnderTest it = StartWith(builder => builder.MaxTasks(1).OnShutdown(() => _events.Enqueue("hook")));
        JoinHandle task = it.Runtime.Spawn(async () => await new AsyncNotify().WaitAsync());

        it.End();

        Assert.Equal("hook", Events);
        Assert.True(task.IsCompleted);
    }

    private RuntimeUnderTest StartWith(Func<RuntimeBuilder, RuntimeBuilder> configure)
        => Start(builder => configure(builder.OnUnhandledException(_unhandled.Enqueue)));

    public sealed class OnOneWorker() : ShutdownHookSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : ShutdownHookSpecification(SchedulerKinds.TwoWorkers);

    public sealed class WithoutWorkStealing() : ShutdownHookSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : ShutdownHookSpecification(SchedulerKinds.CurrentThread);
}
