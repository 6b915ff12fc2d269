using System.Runtime.CompilerServices;
using Liten.Tests.Sync.Locks;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <summary>The edges of a set, one step at a time.</summary>
public sealed class JoinSetEdgeTests : IDisposable
{
    private readonly ListScheduler _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void New_OutsideOfARuntime_ThrowsWithTheWayOut()
        => Patience.OnThread(() =>
        {
            Assert.Contains("runtime.BlockOn", Assert.Throws<InvalidOperationException>(() => new JoinSet()).Message);
            Assert.Contains("runtime.BlockOn", Assert.Throws<InvalidOperationException>(() => new JoinSet<int>()).Message);
        });

    [Fact]
    public void Spawn_NullBody_ThrowsAndNothingIsInTheSet()
    {
        var set = new JoinSet();
        var numbers = new JoinSet<int>();
        Assert.Throws<ArgumentNullException>(() => set.Spawn((Func<LitenTask>)null!));
        Assert.Throws<ArgumentNullException>(() => set.Spawn(1, (Func<int, LitenTask>)null!));
        Assert.Throws<ArgumentNullException>(() => set.Spawn((Func<Task>)null!));
        Assert.Throws<ArgumentNullException>(() => set.Spawn((Func<ValueTask>)null!));
        Assert.Throws<ArgumentNullException>(() => numbers.Spawn((Func<LitenTask<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => numbers.Spawn(1, (Func<int, LitenTask<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => numbers.Spawn((Func<Task<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => numbers.Spawn((Func<ValueTask<int>>)null!));
        Assert.Equal((0, 0), (set.Count, numbers.Count));
        Assert.Null(set.NextAsync().Take());
    }

    [Fact]
    public void Spawn_AboveTheRuntimesLimit_ThrowsAndAWaiterIsNotLeftBehind()
    {
        var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).MaxTasks(2));
        using (it)
        {
            it.Run(async () =>
            {
                await using var set = new JoinSet();
                JoinHandle only = set.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
                Assert.Throws<TaskLimitExceededException>(() => set.Spawn(static async () => { }));
                Assert.Equal(1, set.Count);
                only.Abort();
                Assert.True((await set.NextAsync())!.Value.IsAborted);
                Assert.Null(await set.NextAsync());
            });
        }
    }

    [Fact]
    public void NextAsync_OfAnEmptySet_IsNullAtOnceAndAllocatesNothing()
    {
        var set = new JoinSet<int>();
        AllocationMeter.AssertNone(() => Assert.False(set.NextAsync().Take().HasValue));
    }

    [Fact]
    public void NextAsync_TwoWaitForOneTask_TheSecondGetsNull()
    {
        var set = new JoinSet<int>();
        OneshotSender<int> sender = Spawn(set);
        LitenTask<JoinResult<int>?> first = set.NextAsync();
        LitenTask<JoinResult<int>?> second = set.NextAsync();
        Assert.False(first.IsCompleted || second.IsCompleted);
        sender.TrySend(7);
        _runtime.RunAll();
        Assert.Equal(7, first.Take()!.Value.Value);
        Assert.Null(second.Take());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void NextAsync_OneOfThreeWaitersIsCancelled_TheOthersAreServedInOrder(int position)
    {
        var set = new JoinSet<int>();
        OneshotSender<int>[] senders = [Spawn(set), Spawn(set), Spawn(set)];
        using var cancellation = new CancellationTokenSource();
        List<LitenTask<JoinResult<int>?>> waits = [.. Enumerable.Range(0, 3).Select(i => set.NextAsync(i == position ? cancellation.Token : default))];
        cancellation.Cancel();
        waits[position].AssertCancelled(cancellation.Token);
        waits.RemoveAt(position);
        for (int i = 0; i < 3; i++)
        {
            senders[i].TrySend(i);
            _runtime.RunAll();
        }

        Assert.Equal([0, 1], waits.Select(static wait => wait.Take()!.Value.Value));
        Assert.Equal(2, set.NextAsync().Take()!.Value.Value);
        Assert.Null(set.NextAsync().Take());
    }

    [Fact]
    public void NextAsync_TokenHasWonButTheTaskEndsFirst_TheResultStays()
    {
        // What a token's callback does, with the task's end in the middle of it.
        var set = new JoinSet<int>();
        OneshotSender<int> sender = Spawn(set);
        LitenTask<JoinResult<int>?> wait = set.NextAsync();
        var node = (WaitNode<JoinResult<int>?>)wait.Source!;
        Assert.True(node.TryClaim());
        sender.TrySend(7);
        _runtime.RunAll();
        ((IWaitHolder<JoinResult<int>?>)set).Forget(node);
        node.SetException(new OperationCanceledException());
        wait.AssertCancelled();
        Assert.Equal(7, set.NextAsync().Take()!.Value.Value);
    }

    [Fact]
    public void NextAsync_CancelledAfterTheTaskEnded_HasTheResult()
    {
        var set = new JoinSet<int>();
        using var cancellation = new CancellationTokenSource();
        OneshotSender<int> sender = Spawn(set);
        LitenTask<JoinResult<int>?> wait = set.NextAsync(cancellation.Token);
        sender.TrySend(7);
        _runtime.RunAll();
        cancellation.Cancel();
        Assert.Equal(7, wait.Take()!.Value.Value);
    }

    [Fact]
    public void NextAsync_CancelledTokenOrAbortedTask_TakesNothing()
    {
        var set = new JoinSet<int>();
        Spawn(set).TrySend(7);
        _runtime.RunAll();
        set.NextAsync(new CancellationToken(canceled: true)).AssertCancelled();

        JoinHandle<bool> aborted = _runtime.Begin(async () =>
        {
            TaskCore.Current!.RequestAbort();
            await set.NextAsync();
            return true;
        });
        Assert.True(aborted.WasAborted);
        Assert.Equal(1, set.Count);
        Assert.True(set.TryNext(out JoinResult<int> result));
        Assert.Equal(7, result.Value);
    }

    [Fact]
    public void NextAsync_AbortOfTheWaiter_LosesNothing()
    {
        var set = new JoinSet<int>();
        OneshotSender<int> sender = Spawn(set);
        JoinHandle<JoinResult<int>?> waiter = _runtime.Begin(async () => await set.NextAsync());
        waiter.Abort();
        sender.TrySend(7);
        _runtime.RunAll();
        Assert.True(waiter.WasAborted);
        Assert.Equal(7, set.NextAsync().Take()!.Value.Value);
    }

    [Fact]
    public void NextAsync_BodyNeverWaits_IsListedAsWell()
    {
        var set = new JoinSet<int>();
        _ = set.Spawn(static () => new LitenTask<int>(7));
        Assert.False(set.TryNext(out _));
        _runtime.RunAll();
        Assert.True(set.TryNext(out JoinResult<int> result));
        Assert.Equal(7, result.Value);
    }

    [Fact]
    public void Spawn_WithACancelledToken_ComesOutAsAborted()
    {
        var set = new JoinSet<int>();
        _ = set.Spawn(static async () => 1, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) });
        Assert.True(set.NextAsync().Take()!.Value.IsAborted);
        Assert.Equal(0, set.Count);
    }

    [Fact]
    public void Spawn_AfterTheRuntimesEnd_ComesOutAsAborted()
    {
        var set = new JoinSet<int>();
        _runtime.Host.Close();
        LitenTask<JoinResult<int>?> before = set.NextAsync();
        Assert.Null(before.Take());
        JoinHandle<int> handle = set.Spawn(static async () => 1);
        Assert.True(handle.WasAborted);
        Assert.Equal(1, set.Count);
        Assert.True(set.NextAsync().Take()!.Value.IsAborted);
    }

    [Fact]
    public void GiveUp_ByAShutdown_ComesOutOnceAsAborted()
    {
        var set = new JoinSet<int>();
        JoinHandle<int> handle = set.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        _runtime.RunAll();
        Assert.True(handle.GiveUp());
        Assert.True(set.NextAsync().Take()!.Value.IsAborted);
        handle.Abort();
        _runtime.RunAll();
        Assert.Null(set.NextAsync().Take());
    }

    [Fact]
    public void AbortAll_LaterSpawnsRun()
    {
        var set = new JoinSet<int>();
        Spawn(set);
        _ = set.Spawn(static async () => 1);
        set.AbortAll();
        OneshotSender<int> later = Spawn(set);
        _runtime.RunAll();
        Assert.True(set.NextAsync().Take()!.Value.IsAborted);
        Assert.True(set.NextAsync().Take()!.Value.IsAborted);
        later.TrySend(3);
        _runtime.RunAll();
        Assert.Equal(3, set.NextAsync().Take()!.Value.Value);
    }

    [Fact]
    public void DetachAll_LivingRunOn_FinishedAreDropped_WaitersGetNull()
    {
        var set = new JoinSet<int>();
        OneshotSender<int> living = Spawn(set);
        JoinHandle<int> runnable = set.Spawn(static async () => 2);
        LitenTask<JoinResult<int>?> waiter = set.NextAsync();
        set.DetachAll();
        Assert.Null(waiter.Take());
        Assert.Equal(0, set.Count);

        living.TrySend(1);
        _runtime.RunAll();
        Assert.Equal(2, runnable.Result());
        Assert.Null(set.NextAsync().Take());

        // The next ones come to the places of those who have left.
        Spawn(set).TrySend(3);
        _runtime.RunAll();
        Assert.Equal(3, set.NextAsync().Take()!.Value.Value);
        Assert.True(set.DisposeAsync().IsCompleted);
    }

    [Fact]
    public void DetachAll_ThenDispose_DoesNotAbortTheDetached()
    {
        var set = new JoinSet<int>();
        JoinHandle<int> detached = set.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        _runtime.RunAll();
        set.DetachAll();
        Assert.True(set.DisposeAsync().IsCompleted);
        set.DetachAll();
        _runtime.RunAll();
        Assert.False(detached.IsCompleted);
        detached.Abort();
        _runtime.RunAll();
        Assert.DoesNotContain("disposed", Assert.Throws<TaskAbortedException>(() => detached.Result()).Message);
    }

    [Fact]
    public void DisposeAsync_EndsWaitersAndRefusesSpawns()
    {
        var set = new JoinSet<int>();
        JoinHandle<int> living = set.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        _runtime.RunAll();
        LitenTask<JoinResult<int>?> waiter = set.NextAsync();
        LitenTask disposal = set.DisposeAsync();
        Assert.Null(waiter.Take());
        Assert.False(disposal.IsCompleted);
        LitenTask again = set.DisposeAsync();
        Assert.False(again.IsCompleted);
        Assert.Contains("disposed", Assert.Throws<ObjectDisposedException>(() => set.Spawn(static async () => 1)).Message);

        _runtime.RunAll();
        Assert.True(disposal.IsCompleted);
        Assert.True(again.IsCompleted);
        Assert.True(set.DisposeAsync().IsCompleted);
        Assert.Contains("JoinSet was disposed", Assert.Throws<TaskAbortedException>(() => living.Result()).Message);
        Assert.Equal(0, set.Count);
        Assert.Null(set.NextAsync().Take());
    }

    [Fact]
    public void DisposeAsync_SecondCallerIsAborted_WaitsToTheEndAsWell()
    {
        var set = new JoinSet();
        OneshotSender<int>? unwinds = null;
        _ = set.Spawn(async () =>
        {
            try
            {
                await Oneshot.Create<int>().Receiver;
            }
            finally
            {
                using (LitenTask.Current.ShieldFromAbort())
                {
                    (unwinds, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                    await receiver;
                }
            }
        });
        _runtime.RunAll();
        JoinHandle<int>[] disposers = [Disposer(), Disposer()];
        _runtime.RunAll();
        Assert.All(disposers, static disposer => disposer.Abort());
        _runtime.RunAll();
        Assert.All(disposers, static disposer => Assert.False(disposer.IsCompleted));
        unwinds!.Value.TrySend(0);
        _runtime.RunAll();
        Assert.All(disposers, static disposer => Assert.Equal(1, disposer.Result()));

        JoinHandle<int> Disposer() => _runtime.Spawn(async () =>
        {
            await set.DisposeAsync();
            return 1;
        });
    }

    [Fact]
    public void DisposeAsync_ByATaskOfTheSet_IsRefused_ByADetachedOneItIsNot()
    {
        var set = new JoinSet<int>();
        JoinHandle<int> member = set.Spawn(async () =>
        {
            Assert.Contains("wait for itself", Assert.Throws<InvalidOperationException>(() => set.DisposeAsync()).Message);
            set.DetachAll();
            await set.DisposeAsync();
            return 1;
        });
        _runtime.RunAll();
        Assert.Equal(1, member.Result());
    }

    [Fact]
    public void Burst_RoomComesBack()
    {
        const int Tasks = 10_000;
        var set = new JoinSet<int>();
        WeakReference[] results = Burst(set, Tasks);
        GC.Collect();
        Assert.All(results, static result => Assert.False(result.IsAlive));
        Assert.True(Finished(set).Room <= 64);
        Assert.Null(set.NextAsync().Take());

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference[] Burst(JoinSet<int> set, int tasks)
        {
            WeakReference[] references = [.. Enumerable.Range(0, tasks).Select(i => new WeakReference(set.Spawn(() => new LitenTask<int>(i))))];
            Assert.True(Finished(set).Room >= tasks);
            _runtime.RunAll();
            for (int i = 0; i < tasks; i++)
            {
                Assert.Equal(i, set.NextAsync().Take()!.Value.Value);
            }

            return references;
        }
    }

    [Fact]
    public void WarmSet_TakingAndWaitingAllocateNothingBesideTheTask()
    {
        var set = new JoinSet<int>();
        long alone = AllocationMeter.PerRound(() =>
        {
            _runtime.Spawn(static () => new LitenTask<int>(1));
            _runtime.RunAll();
        });
        long inSet = AllocationMeter.PerRound(() =>
        {
            _ = set.Spawn(static () => new LitenTask<int>(1));
            LitenTask<JoinResult<int>?> next = set.NextAsync();
            _runtime.RunAll();
            next.Take();
        });

        // A member has two fields more, its group and what its body works with.
        Assert.Equal(alone + (2 * IntPtr.Size), inSet);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_finished")]
    private static extern ref FinishedTasks Finished(JoinSetCore<JoinResult<int>> set);

    /// <summary>Spawns a task that ends with what is sent to it, and runs it up to its wait.</summary>
    private OneshotSender<int> Spawn(JoinSet<int> set)
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        _ = set.Spawn(async () => await receiver);
        _runtime.RunAll();
        return sender;
    }
}
