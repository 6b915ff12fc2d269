#pragma warning disable xUnit1051 // A wait here ends by its giver.
#pragma warning disable xUnit1031 // GetResult takes the outcome of what has ended; nothing here blocks.

namespace Liten.Tests.Faults;

/// <summary>Two threads use one LitenTask at the same instant, which nobody may: one of them is refused, and no third party is harmed.</summary>
public sealed class ConcurrentMisuseTests
{
    private const int Batches = 4;
    private const int Rounds = 20_000;

    [Theory]
    [InlineData("call")]
    [InlineData("wait")]
    public void GetResult_ByTwoThreadsAtOnce_OnlyOneGetsTheResult(string kind)
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            LitenTask<int>[] tasks = kind == "call" ? EndedCalls() : EndedWaits();
            int[] takers = new int[Rounds];
            int wrong = 0;
            Race.Run(Rounds, Take, Take);

            Assert.Equal(0, wrong);
            Assert.DoesNotContain(takers, static count => count != 1);

            void Take(int round)
            {
                try
                {
                    if (tasks[round].GetAwaiter().GetResult() != round)
                    {
                        Interlocked.Increment(ref wrong);
                    }

                    Interlocked.Increment(ref takers[round]);
                }
                catch (InvalidOperationException)
                {
                    // The one that came second.
                }
            }
        }
    }

    [Theory]
    [InlineData("call")]
    [InlineData("wait")]
    public void Await_ByTwoThreadsAtOnce_OneIsRefusedAndTheOtherIsWoken(string kind)
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            var givers = new Action[Rounds];
            var tasks = new LitenTask<int>[Rounds];
            var wakes = new CountedWake[2 * Rounds];
            for (int i = 0; i < Rounds; i++)
            {
                (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                tasks[i] = kind == "call" ? Receive(receiver) : receiver.ReceiveAsync();
                givers[i] = () => sender.TrySend(1);
                wakes[2 * i] = new CountedWake();
                wakes[(2 * i) + 1] = new CountedWake();
            }

            Race.Run(Rounds, round => wakes[2 * round].Await(tasks[round]), round => wakes[(2 * round) + 1].Await(tasks[round]));
            Array.ForEach(givers, static give => give());

            // A call goes on wherever its runtime-less home is.
            Assert.True(SpinWait.SpinUntil(() => Array.TrueForAll(tasks, static task => task.IsCompleted), RuntimeUnderTest.Patience));
            Assert.Equal(Rounds, wakes.Count(static wake => wake.IsRefused));
            Assert.True(SpinWait.SpinUntil(() => wakes.Sum(static wake => wake.Count) == Rounds, RuntimeUnderTest.Patience), "somebody was not woken");
            Assert.DoesNotContain(wakes, static wake => wake.IsRefused == (wake.Count == 1));
        }
    }

    /// <summary>One thread has registered; another one polls and takes the result. Whoever completes must not fail over it.</summary>
    [Fact]
    public void GetResult_TakenFromTheAwaiterWhileItIsWoken_CompleterIsUnharmedAndTheAwaiterIsWoken()
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            var senders = new OneshotSender<int>[Rounds];
            var tasks = new LitenTask<int>[Rounds];
            var wakes = new CountedWake[Rounds];
            for (int i = 0; i < Rounds; i++)
            {
                (senders[i], OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                tasks[i] = receiver.ReceiveAsync();
                wakes[i] = new CountedWake();
                wakes[i].Await(tasks[i]);
            }

            Race.Run(Rounds, round => senders[round].TrySend(1), round =>
            {
                for (int i = 0; i < 20 && !tasks[round].IsCompleted; i++)
                {
                }

                if (tasks[round].IsCompleted)
                {
                    Assert.Equal(1, tasks[round].GetAwaiter().GetResult());
                }
            });
            Assert.DoesNotContain(wakes, static wake => wake.Count != 1);
        }
    }

    private static async LitenTask<int> Receive(OneshotReceiver<int> receiver) => await receiver.ReceiveAsync();

    private static LitenTask<int>[] EndedCalls()
    {
        using var runtime = new ListScheduler();
        LitenTask<int>[] calls = [.. Enumerable.Range(0, Rounds).Select(Call)];
        runtime.RunAll();
        return calls;

        static async LitenTask<int> Call(int value)
        {
            await LitenTask.Yield();
            return value;
        }
    }

    private static LitenTask<int>[] EndedWaits()
    {
        var waits = new LitenTask<int>[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            waits[i] = receiver.ReceiveAsync();
            sender.TrySend(i);
        }

        return waits;
    }

    private sealed class CountedWake : WakeTarget
    {
        private int _count;

        public bool IsRefused { get; private set; }

        public int Count => Volatile.Read(ref _count);

        public void Await(LitenTask<int> task)
        {
            try
            {
                task.SourceToAwait!.OnDone(this);
            }
            catch (InvalidOperationException)
            {
                IsRefused = true;
            }
        }

        internal override void Wake() => Interlocked.Increment(ref _count);
    }
}
