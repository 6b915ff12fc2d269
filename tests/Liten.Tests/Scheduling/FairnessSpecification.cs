#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Scheduling;

/// <summary>Tasks that never rest: everybody else is served all the same.</summary>
public abstract class FairnessSpecification(Func<RuntimeBuilder> createBuilder) : SchedulerSpecification(createBuilder)
{
    [Fact]
    public void SelfWakingTask_OutsideThreadCompletesOneshots_BlockOnAndSecondTaskFinish() // 18
    {
        using RuntimeUnderTest it = Start();
        using var begun = new ManualResetEventSlim();
        var (sender, receiver) = Oneshot.Create<int>();
        var (secondSender, secondReceiver) = Oneshot.Create<int>();
        bool stop = false;
        var outside = it.Begin(() =>
        {
            it.WaitFor(begun, "the self-waking task");
            secondSender.TrySend(2);
            sender.TrySend(1);
        });

        int sum = it.Run(async () =>
        {
            JoinHandle spinner = LitenTask.Spawn(async () =>
            {
                begun.Set();
                while (!Volatile.Read(ref stop))
                {
                    await LitenTask.Yield();
                }
            });
            JoinHandle<int> second = LitenTask.Spawn(async () => await secondReceiver);
            int result = await receiver + await second;
            Volatile.Write(ref stop, true);
            await spinner;
            return result;
        });

        it.End(outside, "the outside thread");
        Assert.Equal(3, sum);
    }

    [Fact]
    public void HundredSelfWakingTasks_TimersStillFire() // 19
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        it.Run(async () =>
        {
            JoinHandle[] spinners = [.. Enumerable.Range(0, 100).Select(_ => LitenTask.Spawn(async () =>
            {
                while (!Volatile.Read(ref stop))
                {
                    await LitenTask.Yield();
                }
            }))];
            for (int i = 0; i < 3; i++)
            {
                await Time.Sleep(TimeSpan.FromMilliseconds(1));
            }

            Volatile.Write(ref stop, true);
            await LitenTask.WhenAll(spinners);
        });
    }

    [Fact]
    public void HundredPingPongPairs_YieldingTask_Finishes() // 20
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        it.Run(async () =>
        {
            var players = new List<JoinHandle>();
            for (int i = 0; i < 100; i++)
            {
                var (ping, toPing) = Oneshot.Create<Ball>();
                var (pong, toPong) = Oneshot.Create<Ball>();
                players.Add(LitenTask.Spawn(() => PlayAsync(toPing, () => Volatile.Read(ref stop))));
                players.Add(LitenTask.Spawn(() => PlayAsync(toPong, () => Volatile.Read(ref stop))));
                ping.TrySend(new Ball(pong));
            }

            for (int i = 0; i < 5; i++)
            {
                await LitenTask.Yield();
            }

            Volatile.Write(ref stop, true);
            await LitenTask.WhenAll(players);
        });
    }

    [Fact]
    public void TaskThatSpawnsItsSuccessorForEver_AnotherTasksMessage_IsReceived() // 21
    {
        using RuntimeUnderTest it = Start();
        bool stop = false;

        int received = it.Run(async () =>
        {
            var (sender, receiver) = Oneshot.Create<int>();
            Succeed(() => Volatile.Read(ref stop));
            JoinHandle<int> waiter = LitenTask.Spawn(async () => await receiver);
            _ = LitenTask.Spawn(async () =>
            {
                await LitenTask.Yield();
                sender.TrySend(9);
            });
            int result = await waiter;
            Volatile.Write(ref stop, true);
            return result;
        });

        Assert.Equal(9, received);

        static void Succeed(Func<bool> isOver) => LitenTask.Spawn(async () =>
        {
            if (!isOver())
            {
                Succeed(isOver);
            }
        });
    }

    private static async LitenTask PlayAsync(OneshotReceiver<Ball> receiver, Func<bool> isOver)
    {
        try
        {
            while (true)
            {
                Ball ball = await receiver;
                if (isOver())
                {
                    ball.Back.Dispose();
                    return;
                }

                var (sender, following) = Oneshot.Create<Ball>();
                receiver = following;
                ball.Back.TrySend(new Ball(sender));
            }
        }
        catch (OneshotClosedException)
        {
            // The partner has stopped.
        }
    }

    private sealed record Ball(OneshotSender<Ball> Back);

    public sealed class OnOneWorker() : FairnessSpecification(SchedulerKinds.OneWorker);

    public sealed class OnTwoWorkers() : FairnessSpecification(SchedulerKinds.TwoWorkers);

    public sealed class OnOneProcessor() : FairnessSpecification(SchedulerKinds.OneProcessor);

    public sealed class OnFourWorkers() : FairnessSpecification(SchedulerKinds.FourWorkers);

    public sealed class WithoutWorkStealing() : FairnessSpecification(SchedulerKinds.WithoutWorkStealing);

    public sealed class OnCurrentThread() : FairnessSpecification(SchedulerKinds.CurrentThread);
}
