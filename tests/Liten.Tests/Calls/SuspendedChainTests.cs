#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Calls;

/// <summary>Calls in calls, so many that one stack frame for each would overflow.</summary>
public sealed class SuspendedChainTests : CallRig
{
    [Fact]
    public void SuspendedChain_OneHundredThousandDeep_EndsOnASmallStack() => Patience.OnThread(
        () =>
        {
            using var runtime = new ListScheduler();
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            LitenTask<int> chain = AddOne(receiver.ReceiveAsync());
            for (int i = 1; i < 100_000; i++)
            {
                chain = AddOne(chain);
            }

            sender.TrySend(0);
            runtime.RunAll();

            Assert.True(chain.IsCompleted);
            Assert.Equal(100_000, chain.GetAwaiter().GetResult());
        },
        stackSize: 256 * 1024);

    [Fact]
    public void SuspendedChain_OneHundredThousandDeepOutsideOfARuntime_EndsOnASmallStack() => Patience.OnThread(
        () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            using var done = new ManualResetEventSlim();
            LitenTask<int> chain = AddOne(receiver.ReceiveAsync());
            for (int i = 1; i < 100_000; i++)
            {
                chain = AddOne(chain);
            }

            LitenTaskAwaiter<int> awaiter = chain.GetAwaiter();
            awaiter.OnCompleted(done.Set);
            sender.TrySend(0);

            Patience.Wait(done, "the end of the chain");
            Assert.Equal(100_000, awaiter.GetResult());
        },
        stackSize: 256 * 1024);

    private static async LitenTask<int> AddOne(LitenTask<int> inner) => await inner + 1;
}
