#pragma warning disable xUnit1051 // A wait here ends with its runtime.
#pragma warning disable xUnit1031 // What blocks here has a limit.

namespace Liten.Tests.Tasks;

/// <summary>What is posted runs in order, and holds nothing up but what is posted.</summary>
public sealed class PostQueueTests
{
    private static readonly AsyncLocal<string?> s_local = new();

    [Fact]
    public void Continuation_WhileAPostedCallbackBlocks_RunsInParallel()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var begun = new ManualResetEventSlim();
        using var continued = new ManualResetEventSlim();
        using var later = new ManualResetEventSlim();
        it.Runtime.SynchronizationContext.Post(
            _ =>
            {
                begun.Set();
                it.WaitFor(continued, "the continuation");
                Assert.False(later.IsSet);
            },
            null);
        it.Runtime.SynchronizationContext.Post(_ => later.Set(), null);
        it.WaitFor(begun, "the callback");

        it.Result(it.Runtime.Spawn(async Task<int> () =>
        {
            await Task.Delay(1);
            await Task.Yield();
            continued.Set();
            return 1;
        }));
        it.WaitFor(later, "the later post");
    }

    [Fact]
    public void Continuations_ThatWaitForEachOther_RunInParallel()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        using var meeting = new Barrier(2);
        JoinHandle<bool>[] both = [.. Enumerable.Range(0, 2).Select(_ => it.Runtime.Spawn(async Task<bool> () =>
        {
            await Task.Delay(1);
            return meeting.SignalAndWait(RuntimeUnderTest.Patience);
        }))];

        Assert.All(both, task => Assert.True(it.Result(task)));
    }

    [Fact]
    public void Posts_MoreThanATurnTakes_GiveWayToOthers()
    {
        using var lab = new ListScheduler();
        int ran = 0;
        int ranBefore = -1;
        for (int i = 0; i < 100; i++)
        {
            lab.Host.SynchronizationContext.Post(_ => ran++, null);
        }

        lab.Spawn(() =>
        {
            ranBefore = ran;
            return LitenTask.CompletedTask;
        });
        Assert.Equal(2, lab.Count);
        lab.RunNext();
        Assert.InRange(ran, 1, 99);
        lab.RunNext();
        Assert.Equal(ran, ranBefore);
        lab.RunAll();

        Assert.Equal(100, ran);
    }

    [Fact]
    public void Callback_ThrowsInTheMiddle_TheOthersRunAndItIsReported()
    {
        List<string> reported = [];
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).OnUnhandledException(info => reported.Add(info.Exception.Message)));
        List<int> ran = [];
        for (int i = 0; i < 100; i++)
        {
            it.Runtime.SynchronizationContext.Post(
                state =>
                {
                    ran.Add((int)state!);
                    if ((int)state % 10 == 0)
                    {
                        throw new FormatException($"{state}");
                    }
                },
                i);
        }

        it.OnThread(() => it.Runtime.SynchronizationContext.Send(static _ => { }, null), "Send");

        Assert.Equal(Enumerable.Range(0, 100), ran);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i * 10}"), reported);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Callback_LeavesSomethingOnItsThread_TheNextDoesNotSeeIt(bool ended)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        SynchronizationContext context = it.Runtime.SynchronizationContext;
        if (ended)
        {
            it.End();
        }

        var seen = new TaskCompletionSource<(string?, SynchronizationContext?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var allPosted = new ManualResetEventSlim();
        context.Post(
            _ =>
            {
                it.WaitFor(allPosted, "the posts");
                s_local.Value = "poison";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            },
            null);
        context.Post(_ => seen.SetResult((s_local.Value, SynchronizationContext.Current)), null);
        allPosted.Set();

        Assert.Equal((null, ended ? null : context), Patience.Get(seen.Task));
    }

    [Fact]
    public void WithoutWorkStealing_EachWorkersPosts_RunOnThatWorkerInOrder()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(3).DisableWorkStealing());
        JoinHandle<bool>[] tasks = [.. Enumerable.Range(0, 6).Select(_ => it.Runtime.Spawn(async Task<bool> () =>
        {
            int thread = Environment.CurrentManagedThreadId;
            SynchronizationContext context = SynchronizationContext.Current!;
            Assert.NotSame(it.Runtime.SynchronizationContext, context);
            List<int> ran = [];
            bool stayed = true;
            for (int i = 0; i < 500; i++)
            {
                context.Post(
                    state =>
                    {
                        ran.Add((int)state!);
                        stayed &= Environment.CurrentManagedThreadId == thread && SynchronizationContext.Current == context;
                    },
                    i);
            }

            var last = new TaskCompletionSource();
            await Task.Run(() => context.Post(_ => last.SetResult(), null));
            await last.Task;
            return stayed && ran.SequenceEqual(Enumerable.Range(0, 500)) && Environment.CurrentManagedThreadId == thread;
        }))];

        Assert.All(tasks, task => Assert.True(it.Result(task)));
    }

    [Fact]
    public void PostsRaceWithTheEnd_NoneIsLostAndTheOrderStays()
    {
        for (int round = 0; round < 50; round++)
        {
            using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
            List<int> ran = [];
            using var begun = new ManualResetEventSlim();
            using var last = new ManualResetEventSlim();
            var poster = it.Begin(() =>
            {
                for (int i = 0; i < 500; i++)
                {
                    it.Runtime.SynchronizationContext.Post(state => ran.Add((int)state!), i);
                    begun.Set();
                }

                it.Runtime.SynchronizationContext.Post(_ => last.Set(), null);
            });
            it.WaitFor(begun, "the first post");
            it.End();
            it.End(poster, "the posts");
            it.WaitFor(last, "the last post");

            Assert.Equal(Enumerable.Range(0, 500), ran);
        }
    }
}
