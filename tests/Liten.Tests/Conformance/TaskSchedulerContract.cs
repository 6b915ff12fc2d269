#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // A task that waits for its child is under test.
#pragma warning disable VSTHRD002

namespace Liten.Tests.Conformance;

/// <summary>How a TaskScheduler runs what is started on it.</summary>
public abstract class TaskSchedulerContract : IDisposable
{
    private readonly Subject _subject;

    private protected TaskSchedulerContract(Func<Subject> start) => _subject = start();

    public static TheoryData<TaskCreationOptions> AllOptions =>
    [
        TaskCreationOptions.None,
        TaskCreationOptions.PreferFairness,
        TaskCreationOptions.LongRunning,
        TaskCreationOptions.AttachedToParent,
        TaskCreationOptions.DenyChildAttach,
        TaskCreationOptions.HideScheduler,
        TaskCreationOptions.RunContinuationsAsynchronously,
        TaskCreationOptions.LongRunning | TaskCreationOptions.HideScheduler,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.PreferFairness,
    ];

    private TaskScheduler Scheduler => _subject.TaskScheduler;

    public void Dispose() => _subject.Dispose();

    [Fact]
    public void Numbers_AreSensible()
    {
        Assert.True(Scheduler.MaximumConcurrencyLevel >= 1);
        Assert.True(Scheduler.Id >= 1);
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public void StartNew_RunsWithTheSchedulerCurrentAndNoContext(TaskCreationOptions options)
    {
        TaskScheduler expected = options.HasFlag(TaskCreationOptions.HideScheduler) ? TaskScheduler.Default : Scheduler;

        (TaskScheduler scheduler, SynchronizationContext? context, int? id) = Patience.Get(StartNew(See, options));

        Assert.Same(expected, scheduler);
        Assert.Null(context);
        Assert.NotNull(id);

        static (TaskScheduler, SynchronizationContext?, int?) See() => (TaskScheduler.Current, SynchronizationContext.Current, Task.CurrentId);
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public void AsyncLambda_BehindItsAwaits_IsWhereItWasStarted(TaskCreationOptions options)
    {
        TaskScheduler expected = options.HasFlag(TaskCreationOptions.HideScheduler) ? TaskScheduler.Default : Scheduler;
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<List<TaskScheduler>> body = StartNew(
            async () =>
            {
                List<TaskScheduler> seen = [];
                await Task.Yield();
                seen.Add(TaskScheduler.Current);
                await Task.Delay(1);
                seen.Add(TaskScheduler.Current);
                await foreign.Task;
                seen.Add(TaskScheduler.Current);
                await new ValueTask(Task.Run(static () => { }));
                seen.Add(TaskScheduler.Current);
                Assert.Null(SynchronizationContext.Current);
                return seen;
            },
            options).Unwrap();
        ThreadPool.QueueUserWorkItem(_ => foreign.SetResult());

        Assert.Equal(Enumerable.Repeat(expected, 4), Patience.Get(body));
    }

    [Fact]
    public void AsyncLambda_AwaitsOffTheContext_LeavesTheScheduler()
        => Assert.Same(TaskScheduler.Default, Patience.Get(StartNew(static async () =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return TaskScheduler.Current;
        }).Unwrap()));

    [Fact]
    public void Start_AndRunSynchronously_RunTheTask()
    {
        var started = new Task<TaskScheduler>(static () => TaskScheduler.Current);
        started.Start(Scheduler);
        Assert.Same(Scheduler, Patience.Get(started));
        Assert.Throws<InvalidOperationException>(() => started.Start(Scheduler));

        var synchronous = new Task<TaskScheduler>(static () => TaskScheduler.Current);
        Patience.OnThread(() => synchronous.RunSynchronously(Scheduler));
        Assert.Same(Scheduler, synchronous.Result);
    }

    [Fact]
    public void Exception_IsTheTasks()
    {
        Task failed = StartNew<int>(static () => throw new FormatException("mine"));

        Assert.Equal("mine", Assert.Throws<FormatException>(() => Patience.Wait(failed)).Message);
        Assert.Equal(TaskStatus.Faulted, failed.Status);
        Assert.Equal(1, Patience.Get(StartNew(static () => 1)));
    }

    [Fact]
    public void Cancelled_BeforeItRuns_DoesNotRun()
    {
        using var cancellation = new CancellationTokenSource();
        using var hold = new ManualResetEventSlim();
        bool ran = false;
        Task[] holders = [.. Enumerable.Range(0, 8).Select(_ => StartNew(() => hold.Wait(Patience.Limit)))];
        Task cancelled = Task.Factory.StartNew(() => ran = true, cancellation.Token, TaskCreationOptions.None, Scheduler);
        cancellation.Cancel();
        hold.Set();
        Patience.Wait(Task.WhenAll(holders));
        Assert.True(SpinWait.SpinUntil(() => cancelled.IsCompleted, Patience.Limit));

        // Where there are threads enough, it may have run before.
        Assert.NotEqual(cancelled.IsCanceled, ran);
    }

    [Fact]
    public void AttachedChildren_AreWaitedFor_AndTheirExceptionsCollected()
    {
        bool childRan = false;
        using var mayEnd = new ManualResetEventSlim();
        Task parent = StartNew(() =>
        {
            Task.Factory.StartNew(
                () =>
                {
                    mayEnd.Wait(Patience.Limit);
                    childRan = true;
                },
                TaskCreationOptions.AttachedToParent | TaskCreationOptions.LongRunning);
            Task.Factory.StartNew(static () => throw new FormatException(), TaskCreationOptions.AttachedToParent);
            return 1;
        });

        Assert.False(parent.IsCompleted);
        mayEnd.Set();
        Assert.True(SpinWait.SpinUntil(() => parent.IsCompleted, Patience.Limit));

        Assert.True(childRan);
        Assert.IsType<FormatException>(parent.Exception!.Flatten().InnerException);
    }

    [Fact]
    public void Child_ThatItsParentWaitsFor_RunsOnTheOnlyThreadToo()
        => Assert.Equal(6, Patience.Get(StartNew(static () =>
        {
            Task<int> one = Task.Factory.StartNew(static () => 1 + Task.Factory.StartNew(static () => 2).Result);
            var other = new Task<int>(static () => 3);
            other.RunSynchronously();
            return one.Result + other.Result;
        })));

    [Fact]
    public void LongRunningTasks_ManyThatBlock_HoldNothingUp()
    {
        using var stop = new ManualResetEventSlim();
        using var running = new CountdownEvent(8);
        Task<bool>[] blocked = [.. Enumerable.Range(0, 8).Select(_ => StartNew(
            () =>
            {
                running.Signal();
                return stop.Wait(Patience.Limit);
            },
            TaskCreationOptions.LongRunning))];

        Assert.True(running.Wait(Patience.Limit));
        Assert.Equal(1, Patience.Get(StartNew(static () => 1)));
        stop.Set();
        Assert.All(Patience.Get(Task.WhenAll(blocked)), static stopped => Assert.True(stopped));
    }

    [Theory]
    [InlineData(TaskCreationOptions.None)]
    [InlineData(TaskCreationOptions.LongRunning)]
    public void AfterTheEnd_WhatIsStartedOrGoesOn_StillRuns(TaskCreationOptions options)
    {
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var waits = new ManualResetEventSlim();
        Task<int> begunBefore = StartNew(
            async () =>
            {
                Task all = foreign.Task;
                waits.Set();
                await all;
                await Task.Yield();
                return 1;
            },
            options).Unwrap();
        Task<int> continuation = foreign.Task.ContinueWith(static _ => 2, CancellationToken.None, TaskContinuationOptions.None, Scheduler);
        Patience.Wait(waits, "the task's first await");
        _subject.End();

        Task<int> begunAfter = StartNew(static () => 3, options);
        foreign.SetResult();

        Assert.Equal([1, 2, 3], Patience.Get(Task.WhenAll(begunBefore, continuation, begunAfter)));
    }

    private Task<T> StartNew<T>(Func<T> code, TaskCreationOptions options = TaskCreationOptions.None)
        => Task.Factory.StartNew(code, CancellationToken.None, options, Scheduler);

    public sealed class OfNet() : TaskSchedulerContract(Subjects.Net);

    public sealed class OfOneWorker() : TaskSchedulerContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : TaskSchedulerContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : TaskSchedulerContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : TaskSchedulerContract(Subjects.CurrentThread);
}
