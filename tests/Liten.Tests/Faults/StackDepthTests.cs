#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Faults;

/// <summary>Chains in which each link's end is the next one's beginning. On a small stack, one frame per link would end the process.</summary>
public sealed class StackDepthTests
{
    private const int Links = 100_000;
    private const int SmallStack = 256 * 1024;

    public static TheoryData<string> All => [.. Flavours.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void Mutex_ReleasedByEachWaiterInTurn(string flavour) => OnSmallStacks(flavour, async () =>
    {
        var mutex = new AsyncMutex<int>(0);
        AsyncMutexGuard<int> guard = await mutex.LockAsync();
        JoinHandle[] waiters = SpawnMany(async _ =>
        {
            using AsyncMutexGuard<int> mine = await mutex.LockAsync();
            mine.Value++;
        });
        await LitenTask.Yield();
        guard.Dispose();
        await LitenTask.WhenAll(waiters);
        Assert.True(mutex.TryLock(out AsyncMutexGuard<int> last));
        Assert.Equal(Links, last.Value);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Oneshot_EachReceiverSendsToTheNext(string flavour) => OnSmallStacks(flavour, async () =>
    {
        (OneshotSender<int> Sender, OneshotReceiver<int> Receiver)[] channels = [.. Enumerable.Range(0, Links + 1).Select(static _ => Oneshot.Create<int>())];
        JoinHandle[] relays = SpawnMany(async i => channels[i + 1].Sender.TrySend(1 + await channels[i].Receiver));
        channels[0].Sender.TrySend(0);
        Assert.Equal(Links, await channels[Links].Receiver);
        await LitenTask.WhenAll(relays);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void WhenAll_OfWhenAll(string flavour) => OnSmallStacks(flavour, async () =>
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        LitenTask<int[]> tree = LitenTask.WhenAll(receiver.ReceiveAsync());
        for (int i = 0; i < Links; i++)
        {
            tree = Flatten(LitenTask.WhenAll(tree, LitenTask.FromResult(new[] { i })));
        }

        sender.TrySend(5);
        Assert.Equal(5, (await tree)[0]);

        static async LitenTask<int[]> Flatten(LitenTask<int[][]> pair) => (await pair)[0];
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Token_EndsManyWaitsWhoseEndCancelsTheNext(string flavour) => OnSmallStacks(flavour, async () =>
    {
        const int Sources = 10_000;
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Sources + 1).Select(static _ => new CancellationTokenSource())];
        int cancelled = 0;
        JoinHandle[] sleepers = [.. Enumerable.Range(0, Sources).Select(i => (JoinHandle)LitenTask.Spawn(async () =>
        {
            try
            {
                await Time.Sleep(Timeout.InfiniteTimeSpan, sources[i].Token);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
                sources[i + 1].Cancel();
            }
        }))];
        sources[0].Cancel();
        await LitenTask.WhenAll(sleepers);
        Assert.Equal(Sources, cancelled);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Abort_OfTheInnermostOfTasksThatJoinEachOther(string flavour) => OnSmallStacks(flavour, async () =>
    {
        JoinHandle first = LitenTask.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        JoinHandle last = first;
        for (int i = 0; i < Links; i++)
        {
            JoinHandle previous = last;
            last = LitenTask.Spawn(async () => await previous.JoinAsync());
        }

        await LitenTask.Yield();
        first.Abort();
        await last;
        Assert.True((await first.JoinAsync()).IsAborted);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Task_ThatSpawnsItsSuccessorAndEnds(string flavour) => OnSmallStacks(flavour, async () =>
    {
        (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
        Next(0);
        Assert.Equal(Links, await receiver);

        void Next(int i) => LitenTask.Spawn(async () =>
        {
            if (i == Links)
            {
                sender.TrySend(i);
            }
            else
            {
                Next(i + 1);
            }
        });
    });

    private static JoinHandle[] SpawnMany(Func<int, LitenTask> body) => [.. Enumerable.Range(0, Links).Select(i => (JoinHandle)LitenTask.Spawn(() => body(i)))];

    private static void OnSmallStacks(string flavour, Func<LitenTask> body)
    {
        using var it = new RuntimeUnderTest(Flavours.Builder(flavour).ThreadStackSize(SmallStack));
        it.OnThread(() => Patience.OnThread(() => it.Runtime.BlockOn(body), SmallStack), "the chain's end");
    }
}
