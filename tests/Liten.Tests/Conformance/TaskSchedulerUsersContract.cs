#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;

namespace Liten.Tests.Conformance;

/// <summary>What .NET builds on a TaskScheduler.</summary>
public abstract class TaskSchedulerUsersContract : IDisposable
{
    private readonly Subject _subject;

    private protected TaskSchedulerUsersContract(Func<Subject> start) => _subject = start();

    private TaskScheduler Scheduler => _subject.TaskScheduler;

    public void Dispose() => _subject.Dispose();

    [Theory]
    [InlineData(TaskContinuationOptions.None)]
    [InlineData(TaskContinuationOptions.ExecuteSynchronously)]
    [InlineData(TaskContinuationOptions.LongRunning)]
    [InlineData(TaskContinuationOptions.PreferFairness)]
    [InlineData(TaskContinuationOptions.HideScheduler)]
    public void Continuation_OfAForeignTask_RunsOnTheScheduler(TaskContinuationOptions options)
    {
        TaskScheduler expected = options == TaskContinuationOptions.HideScheduler ? TaskScheduler.Default : Scheduler;
        var source = new TaskCompletionSource();
        Task<TaskScheduler> before = source.Task.ContinueWith(static _ => TaskScheduler.Current, CancellationToken.None, options, Scheduler);
        Task.Run(source.SetResult);
        Assert.Same(expected, Patience.Get(before));

        Task<TaskScheduler> after = source.Task.ContinueWith(static _ => TaskScheduler.Current, CancellationToken.None, options, Scheduler);
        Assert.Same(expected, Patience.Get(after));
    }

    [Fact]
    public void Continuations_ThatDoNotApply_AreCancelled()
    {
        Task<int> failed = Task.Factory.StartNew<int>(static () => throw new FormatException(), CancellationToken.None, TaskCreationOptions.None, Scheduler);
        Task<int> applies = failed.ContinueWith(static task => task.Exception!.InnerExceptions.Count, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, Scheduler);
        Task never = failed.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, Scheduler);

        Assert.Equal(1, Patience.Get(applies));
        Assert.ThrowsAny<OperationCanceledException>(() => Patience.Wait(never));
    }

    [Fact]
    public void ExclusiveScheduler_OnTop_IsExclusiveAcrossAwaits()
    {
        var pair = new ConcurrentExclusiveSchedulerPair(Scheduler);
        int inside = 0;
        int overlaps = 0;
        Task<bool>[] all = [.. Enumerable.Range(0, 20).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                bool stayed = true;
                for (int i = 0; i < 20; i++)
                {
                    overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                    stayed &= TaskScheduler.Current == pair.ExclusiveScheduler;
                    Interlocked.Decrement(ref inside);
                    if (i % 2 == 0)
                    {
                        await Task.Yield();
                    }
                    else
                    {
                        await Task.Delay(1);
                    }
                }

                return stayed;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pair.ExclusiveScheduler).Unwrap())];

        Assert.All(Patience.Get(Task.WhenAll(all)), static stayed => Assert.True(stayed));
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void ExclusiveScheduler_OnTop_KeepsTheOrder()
    {
        var pair = new ConcurrentExclusiveSchedulerPair(Scheduler);
        List<int> ran = [];
        Task[] all = [.. Enumerable.Range(0, 500).Select(i => Task.Factory.StartNew(() => ran.Add(i), CancellationToken.None, TaskCreationOptions.None, pair.ExclusiveScheduler))];
        Patience.Wait(Task.WhenAll(all));
        pair.Complete();
        Patience.Wait(pair.Completion);

        Assert.Equal(Enumerable.Range(0, 500), ran);
    }

    [Fact]
    public void ConcurrentScheduler_OnTop_KeepsItsLimit()
    {
        var pair = new ConcurrentExclusiveSchedulerPair(Scheduler, maxConcurrencyLevel: 1);
        int inside = 0;
        int overlaps = 0;
        Task[] all = [.. Enumerable.Range(0, 200).Select(_ => Task.Factory.StartNew(
            () =>
            {
                overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                Interlocked.Decrement(ref inside);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pair.ConcurrentScheduler))];
        Patience.Wait(Task.WhenAll(all));

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void FromAsync_EndsOnTheScheduler()
    {
        var factory = new TaskFactory<TaskScheduler>(CancellationToken.None, TaskCreationOptions.None, TaskContinuationOptions.None, Scheduler);
        Task<TaskScheduler> operation = factory.FromAsync(Task.Delay(1), static _ => TaskScheduler.Current, TaskCreationOptions.None, Scheduler);
        Assert.Same(Scheduler, Patience.Get(operation));

        Task<TaskScheduler> pair = factory.FromAsync(
            static (callback, state) => TaskToAsyncResult.Begin(Task.Delay(1), callback, state),
            static result =>
            {
                TaskToAsyncResult.End(result);
                return TaskScheduler.Default;
            },
            state: null);
        Assert.Same(TaskScheduler.Default, Patience.Get(pair));
    }

    [Fact]
    public void Factory_WithTheScheduler_ContinuesWhenAllAndAny()
    {
        var factory = new TaskFactory(Scheduler);
        Task<int>[] all = [.. Enumerable.Range(0, 50).Select(i => factory.StartNew(() => i))];
        Assert.Equal(50, Patience.Get(factory.ContinueWhenAll(all, static ended => ended.Count(static task => task.IsCompletedSuccessfully))));
        Assert.Same(Scheduler, Patience.Get(factory.ContinueWhenAny(all, static _ => TaskScheduler.Current)));
    }

    [Theory]
    [InlineData(Caller.PlainThread)]
    [InlineData(Caller.PoolThread)]
    [InlineData(Caller.OwnThread)]
    [InlineData(Caller.OwnBlockingThread)]
    public void ParallelLoops_VisitEachElementOnce(Caller caller)
    {
        ConcurrentBag<int> seen = [];
        var options = new ParallelOptions { TaskScheduler = Scheduler };
        _subject.Call(caller, () =>
        {
            Parallel.For(0, 500, options, seen.Add);
            Parallel.ForEach(Enumerable.Range(500, 500), options, seen.Add);
            Parallel.Invoke(options, () => seen.Add(1_000), () => seen.Add(1_001));
        });

        Assert.Equal(Enumerable.Range(0, 1_002), seen.Order());
    }

    [Fact]
    public void ParallelForEachAsync_StaysOnTheScheduler()
    {
        ConcurrentBag<TaskScheduler> seen = [];
        Patience.Wait(Parallel.ForEachAsync(Enumerable.Range(0, 50), new ParallelOptions { TaskScheduler = Scheduler, MaxDegreeOfParallelism = 3 }, async (_, token) =>
        {
            await Task.Yield();
            seen.Add(TaskScheduler.Current);
        }));

        Assert.Equal(Enumerable.Repeat(Scheduler, 50), seen);
    }

    [Fact]
    public void ParallelLoop_Throws_ExceptionIsTheCallers()
    {
        AggregateException thrown = Assert.Throws<AggregateException>(() => Parallel.For(
            0, 10, new ParallelOptions { TaskScheduler = Scheduler }, static i => throw new FormatException()));

        Assert.All(thrown.InnerExceptions, static inner => Assert.IsType<FormatException>(inner));
    }

    [Fact]
    public void Dataflow_OnTheScheduler_KeepsTheOrder()
    {
        List<int> ran = [];
        var square = new TransformBlock<int, int>(
            static async i =>
            {
                await Task.Yield();
                return i * i;
            },
            new ExecutionDataflowBlockOptions { TaskScheduler = Scheduler, MaxDegreeOfParallelism = 4 });
        var add = new ActionBlock<int>(ran.Add, new ExecutionDataflowBlockOptions { TaskScheduler = Scheduler });
        square.LinkTo(add, new DataflowLinkOptions { PropagateCompletion = true });
        for (int i = 0; i < 200; i++)
        {
            Assert.True(square.Post(i));
        }

        square.Complete();
        Patience.Wait(add.Completion);

        Assert.Equal(Enumerable.Range(0, 200).Select(static i => i * i), ran);
    }

    public sealed class OfNet() : TaskSchedulerUsersContract(Subjects.Net);

    public sealed class OfOneWorker() : TaskSchedulerUsersContract(Subjects.OneWorker);

    public sealed class OfFourWorkers() : TaskSchedulerUsersContract(Subjects.FourWorkers);

    public sealed class WithoutWorkStealing() : TaskSchedulerUsersContract(Subjects.WithoutWorkStealing);

    public sealed class OfCurrentThread() : TaskSchedulerUsersContract(Subjects.CurrentThread);
}
