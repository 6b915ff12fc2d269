#pragma warning disable xUnit1051 // A wait here ends with its runtime.

namespace Liten.Tests.Faults;

/// <summary>How many turns of others pass before somebody's own, at most. On one worker this is exact, whatever the machine does.</summary>
public sealed class FairnessTests
{
    /// <summary>After so many turns a worker looks at the injection queue and at its timers; see the README of Scheduling.</summary>
    private const int TurnsBetweenLooks = 64;

    /// <summary>So many turns in a row may come from the LIFO slot.</summary>
    private const int LifoTurns = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public void InjectedTask_WhileOthersYieldForEver_WaitsForOneLook(int yielders)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        int[] waited = it.Run(async () =>
        {
            int turns = 0;
            bool stop = false;
            JoinHandle[] noise = [.. Enumerable.Range(0, yielders).Select(_ => (JoinHandle)LitenTask.Spawn(async () =>
            {
                while (!Volatile.Read(ref stop))
                {
                    turns++;
                    await LitenTask.Yield();
                }
            }))];
            var waited = new int[50];
            for (int i = 0; i < waited.Length; i++)
            {
                int before = turns;
                JoinHandle<int> injected = Inject(it.Runtime, () => turns - before);
                waited[i] = await injected;
            }

            stop = true;
            await LitenTask.WhenAll(noise);
            return waited;
        });

        Assert.All(waited, static turns => Assert.InRange(turns, 0, TurnsBetweenLooks + 1));
    }

    /// <summary>The ring holds 256 of them; the others have gone to the injection queue, behind local work that never ends.</summary>
    [Fact]
    public void BurstOfTasks_WhileOneYieldsForEver_IsDoneAfterFewOfItsYields()
    {
        const int Burst = 10_000;
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        int yields = it.Run(async () =>
        {
            int yields = 0;
            int ended = 0;
            for (int i = 0; i < Burst; i++)
            {
                _ = LitenTask.Spawn(async () => ended++);
            }

            while (ended < Burst)
            {
                yields++;
                await LitenTask.Yield();
            }

            return yields;
        });

        // At each look a batch comes into the ring, and the one that yields is behind it.
        Assert.InRange(yields, 1, Burst / TurnsBetweenLooks * 2);
    }

    [Fact]
    public void TaskInTheRing_WhileAPairWakesEachOtherForEver_WaitsForTheSlotsBudget()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        int[] waited = it.Run(async () =>
        {
            int turns = 0;
            bool stop = false;
            var ball = new AsyncMutex<int>(0);
            JoinHandle[] pair = [.. Enumerable.Range(0, 2).Select(_ => (JoinHandle)LitenTask.Spawn(async () =>
            {
                while (!Volatile.Read(ref stop))
                {
                    turns++;
                    (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
                    JoinHandle other = LitenTask.Spawn(async () =>
                    {
                        turns++;
                        sender.TrySend(1);
                    });
                    await receiver;
                    await other;
                }
            }))];
            var waited = new int[50];
            for (int i = 0; i < waited.Length; i++)
            {
                int before = turns;
                await LitenTask.Yield();
                waited[i] = turns - before;
            }

            stop = true;
            await LitenTask.WhenAll(pair);
            return waited;
        });

        // Each of the two may have the slot's whole budget once before the yielding task's place in the ring comes.
        Assert.All(waited, static turns => Assert.InRange(turns, 0, 3 * LifoTurns));
    }

    /// <summary>Spawns from a thread that is none of the runtime's, while the worker waits for that.</summary>
    private static JoinHandle<int> Inject(Runtime runtime, Func<int> body)
    {
        JoinHandle<int>? handle = null;
        Patience.OnThread(() => handle = runtime.Spawn(async () => body()));
        return handle!;
    }
}
