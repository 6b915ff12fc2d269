#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Tasks;

/// <summary>WhenAny of handles.</summary>
public sealed class WhenAnyTests : CombiningRig
{
    [Fact]
    public void WhenAny_NothingOrNull_ThrowsAtTheCall()
    {
        JoinHandle<int> handle = Waiting(0);
        Assert.Throws<ArgumentException>("handles", () => { _ = LitenTask.WhenAny(Array.Empty<JoinHandle>()); });
        Assert.Throws<ArgumentException>("handles", () => { _ = LitenTask.WhenAny(Array.Empty<JoinHandle<int>>()); });
        Assert.Throws<ArgumentNullException>("handles", () => { _ = LitenTask.WhenAny((IEnumerable<JoinHandle>)null!); });
        Assert.Contains("index 1", Assert.Throws<ArgumentException>("handles", () => { _ = LitenTask.WhenAny((JoinHandle)handle, null!); }).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void WhenAny_OneEnds_IsThatOne(int which)
    {
        JoinHandle<int>[] handles = [Waiting(0), Waiting(1), Waiting(2)];
        LitenTask<JoinHandle<int>> any = LitenTask.WhenAny(handles);
        LitenTask<JoinHandle> plain = LitenTask.WhenAny((IEnumerable<JoinHandle>)handles);
        Assert.False(any.IsCompleted);
        Open(which);

        Assert.Same(handles[which], Result(any));
        Assert.Same(handles[which], Result(plain));
    }

    [Fact]
    public void WhenAny_OneFailsOrIsAborted_IsThatOneAndDoesNotThrow()
    {
        JoinHandle failing = _runtime.Spawn(() => Fail(0, "mine"));
        JoinHandle aborted = Waiting(1);
        LitenTask<JoinHandle> first = LitenTask.WhenAny(failing, Waiting(2));
        LitenTask<JoinHandle> second = LitenTask.WhenAny(Waiting(3), aborted);
        Open(0);
        aborted.Abort();

        Assert.Same(failing, Result(first));
        Assert.Same(aborted, Result(second));
        Assert.Throws<FormatException>(() => failing.GetAwaiter().GetResult());
    }

    [Fact]
    public void WhenAny_OneHasEnded_IsCompletedAtOnce()
    {
        JoinHandle<int> ended = _runtime.Spawn(static async () => await LitenTask.FromResult(7));
        _runtime.RunAll();
        LitenTask<JoinHandle<int>> any = LitenTask.WhenAny(Waiting(0), ended);

        Assert.True(any.IsCompleted);
        Assert.Same(ended, Result(any));
    }

    [Fact]
    public void WhenAny_TheSameHandleTwice_Works()
    {
        JoinHandle<int> handle = Waiting(0);
        LitenTask<JoinHandle<int>> any = LitenTask.WhenAny(handle, handle);
        Open(0);

        Assert.Same(handle, Result(any));
    }

    [Fact]
    public void WhenAny_Ends_TheOthersRunOn()
    {
        JoinHandle<int> loser = Waiting(1);
        LitenTask<JoinHandle<int>> any = LitenTask.WhenAny(Waiting(0), loser);
        Open(0);
        Result(any);
        Assert.False(loser.IsCompleted);
        Open(1);

        Assert.Equal(101, loser.GetAwaiter().GetResult());
    }

    /// <summary>A join that is not taken back keeps its node in the loser, so the pool has none to give and a new one is made.</summary>
    [Fact]
    public void WhenAny_TenThousandTimesWithTheSameLoser_LoserDoesNotGrow()
    {
        JoinHandle<int> loser = Waiting(0);
        WeakReference[] waits = new WeakReference[100];
        for (int round = 0; round < 10_000; round++)
        {
            Round(round < waits.Length ? waits : null, round);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(0, waits.Count(static wait => wait.IsAlive));
        Assert.Equal(0, CountJoiners(loser));
        Open(0);
        Assert.Equal(100, loser.GetAwaiter().GetResult());

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void Round(WeakReference[]? remember, int round)
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            JoinHandle<int> winner = _runtime.Begin(() => receiver.ReceiveAsync());
            LitenTask<JoinHandle<int>> any = LitenTask.WhenAny(loser, winner);
            if (round == 0)
            {
                Assert.Equal(1, CountJoiners(loser));
            }

            sender.TrySend(1);
            Assert.Same(winner, Result(any));
            if (remember is not null)
            {
                remember[round] = new WeakReference(winner);
            }
        }
    }

    [Fact]
    public void WhenAny_AbortedWhileItWaits_TakesItsJoinsBack()
    {
        JoinHandle<int> first = Waiting(0);
        JoinHandle<int> second = Waiting(1);
        JoinHandle waiter = _runtime.Spawn(async () => await LitenTask.WhenAny(first, second));
        _runtime.RunAll();
        Assert.Equal((1, 1), (CountJoiners(first), CountJoiners(second)));

        waiter.Abort();
        _runtime.RunAll();

        Assert.True(waiter.IsCompleted);
        Assert.Equal((0, 0), (CountJoiners(first), CountJoiners(second)));
    }

    [Fact]
    public void WhenAny_ManyThreadsEndTheHandles_EveryWaitEndsOnce() => Patience.OnThread(() =>
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
        Task<int> all = runtime.Spawn(async () =>
        {
            int sum = 0;
            for (int round = 0; round < 2_000; round++)
            {
                JoinHandle<int>[] handles = [.. Enumerable.Range(0, 3).Select(static i => LitenTask.Spawn(async () =>
                {
                    await LitenTask.Yield();
                    return i;
                }))];
                JoinHandle<int> first = await LitenTask.WhenAny(handles);
                Assert.True(first.IsCompleted);
                Assert.Contains(first, handles);
                sum += (await LitenTask.WhenAll(handles)).Sum();
            }

            return sum;
        }).AsTask();
        Assert.Equal(6_000, Patience.Get(all));
    });

    /// <summary>The number of waits in a handle's list.</summary>
    private static int CountJoiners(JoinHandle handle) => handle.Extras().Joiners.Count;
}
