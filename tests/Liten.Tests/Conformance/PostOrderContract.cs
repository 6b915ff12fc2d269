#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // What blocks here has a limit.

using System.ComponentModel;

namespace Liten.Tests.Conformance;

/// <summary>What code expects of a context that runs what is posted one at a time, as that of a window does.</summary>
public abstract class PostOrderContract : ContextContract
{
    /// <summary>More than a worker's queue holds.</summary>
    private const int Many = 1_000;

    private readonly List<int> _ran = [];
    private int _inside;
    private int _overlaps;

    private protected PostOrderContract(Func<Subject> start)
        : base(start)
    {
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Posts_FromOneThread_RunInOrderAndOneAtATime(Caller caller)
    {
        Subject.Call(caller, () =>
        {
            for (int i = 0; i < Many; i++)
            {
                Context.Post(state => Enter((int)state!), i);
            }
        });

        AssertRan(Enumerable.Range(0, Many));
    }

    [Fact]
    public void Posts_FromManyThreads_RunOneAtATime_AndEachThreadsInOrder()
    {
        Caller[] callers = Enum.GetValues<Caller>();
        Task[] posters = [.. callers.Select((caller, number) => Task.Factory.StartNew(
            () => Subject.Call(caller, () =>
            {
                for (int i = 0; i < Many; i++)
                {
                    Context.Post(state => Enter((int)state!), (number * Many) + i);
                }
            }),
            TaskCreationOptions.LongRunning))];
        Patience.Wait(Task.WhenAll(posters));
        WaitForAllPosted();

        Assert.Equal(0, _overlaps);
        Assert.Equal(callers.Length * Many, _ran.Count);
        Assert.All(_ran.GroupBy(static i => i / Many), static thread => Assert.Equal(thread.Order(), thread));
    }

    [Fact]
    public void Post_InACallback_ComesBehindWhatWasPostedBefore()
    {
        using var allPosted = new ManualResetEventSlim();
        Context.Post(
            _ =>
            {
                Patience.Wait(allPosted, "the posts");
                Context.Post(_ => Enter(4), null);
                Enter(1);
            },
            null);
        Context.Post(_ => Enter(2), null);
        Context.Post(_ => Enter(3), null);
        allPosted.Set();
        WaitForAllPosted();

        AssertRan([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData(Caller.PlainThread)]
    [InlineData(Caller.PoolThread)]
    [InlineData(Caller.AnothersBlockingJob)]
    public void Send_FromOutside_ComesBehindWhatWasPostedBefore(Caller caller)
    {
        Subject.Call(caller, () =>
        {
            for (int i = 0; i < Many; i++)
            {
                Context.Post(state => Enter((int)state!), i);
            }

            Context.Send(_ => Enter(Many), null);
            Assert.Equal(Enumerable.Range(0, Many + 1), _ran);
        });

        Assert.Equal(0, _overlaps);
    }

    [Fact]
    public void Sends_FromManyThreads_RunOneAtATime()
    {
        Patience.Wait(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    Context.Send(_ => Enter(1), null);
                }
            },
            TaskCreationOptions.LongRunning))));

        AssertRan(Enumerable.Repeat(1, 400));
    }

    [Fact]
    public void Callbacks_SeeTheContextAndNothingOfTheOnesBefore()
    {
        var local = new AsyncLocal<string?>();
        List<(bool, string?)> seen = [];
        for (int i = 0; i < 3; i++)
        {
            Context.Post(
                _ =>
                {
                    seen.Add((Subject.IsCurrentInCallbacks(SynchronizationContext.Current), local.Value));
                    SynchronizationContext.SetSynchronizationContext(null);
                },
                null);
        }

        WaitForAllPosted();

        Assert.Equal(Enumerable.Repeat((true, (string?)null), 3), seen);
    }

    [Fact]
    public void AsyncCallbacks_GoOnInTheContext_AndHoldUpNoOneWhileTheyWait()
    {
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<SynchronizationContext?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Context.Post(
            async _ =>
            {
                await foreign.Task;
                ended.SetResult(SynchronizationContext.Current);
            },
            null);
        Context.Post(_ => foreign.SetResult(), null);

        Assert.True(Subject.IsCurrentInCallbacks(Patience.Get(ended.Task)));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Progress_ReportsInOrder(Caller caller)
    {
        IProgress<int> progress = With(() => new Progress<int>(Enter));
        IProgress<int> derived = With(() => new OwnProgress(Enter));
        Subject.Call(caller, () =>
        {
            for (int i = 0; i < Many; i += 2)
            {
                progress.Report(i);
                derived.Report(i + 1);
            }
        });

        AssertRan(Enumerable.Range(0, Many));
    }

    [Fact]
    public void PublicMethodsOfDotNet_PostedAsCallbacks_RunInOrder()
    {
        List<object?> ran = [];
        for (int i = 0; i < Many; i++)
        {
            Context.Post(ran.Add, i);
        }

        WaitForAllPosted();

        Assert.Equal(Enumerable.Range(0, Many).Cast<object?>(), ran);
    }

    [Fact]
    public void SchedulerOfTheContext_RunsItsTasksInOrderAndOneAtATime()
    {
        TaskScheduler scheduler = With(TaskScheduler.FromCurrentSynchronizationContext);
        Assert.Equal(1, scheduler.MaximumConcurrencyLevel);
        Task[] tasks = [.. Enumerable.Range(0, Many).Select(i => Task.Factory.StartNew(
            () => Enter(i), CancellationToken.None, TaskCreationOptions.None, scheduler))];
        Patience.Wait(Task.WhenAll(tasks));

        AssertRan(Enumerable.Range(0, Many));
    }

    [Fact]
    public void AsyncOperationsAndBackgroundWorkers_ReportInOrder()
    {
        AsyncOperation operation = With(() => AsyncOperationManager.CreateOperation(null));
        using var worker = new BackgroundWorker { WorkerReportsProgress = true };
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.DoWork += (_, _) =>
        {
            for (int i = 0; i < Many; i++)
            {
                worker.ReportProgress(i);
            }
        };
        worker.ProgressChanged += (_, change) => Enter(change.ProgressPercentage);
        worker.RunWorkerCompleted += (_, _) => operation.PostOperationCompleted(_ => done.SetResult(), null);
        With(() =>
        {
            worker.RunWorkerAsync();
            return 0;
        });
        Patience.Wait(done.Task, "the background worker");

        AssertRan(Enumerable.Range(0, Many));
    }

    [Fact]
    public void End_BehindManyPosts_LosesNoneAndKeepsTheirOrder()
    {
        using var last = new ManualResetEventSlim();
        for (int i = 0; i < Many; i++)
        {
            Context.Post(state => Enter((int)state!), i);
        }

        Context.Post(_ => last.Set(), null);
        Subject.End();
        Patience.Wait(last, "the last post");

        Assert.Equal(0, _overlaps);
        Assert.Equal(Enumerable.Range(0, Many), _ran);
    }

    private void Enter(int number)
    {
        _overlaps += Interlocked.Increment(ref _inside) == 1 ? 0 : 1;
        _ran.Add(number);
        Interlocked.Decrement(ref _inside);
    }

    private void AssertRan(IEnumerable<int> expected)
    {
        WaitForAllPosted();
        Assert.Equal(0, _overlaps);
        Assert.Equal(expected, _ran);
    }

    private void WaitForAllPosted()
    {
        using var last = new ManualResetEventSlim();
        Context.Post(_ => last.Set(), null);
        Patience.Wait(last, "the last post");
    }

    private sealed class OwnProgress(Action<int> handler) : Progress<int>(handler);

    public sealed class OfASingleThread() : PostOrderContract(Subjects.SingleThread);

    public sealed class OfOneWorker() : PostOrderContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : PostOrderContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : PostOrderContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : PostOrderContract(Subjects.CurrentThread);
}
