namespace Liten.Tests.Tasks;

/// <summary>What a user sees of a turn that goes on with the task it waits for, and then with who waited: order, contexts, bounds.</summary>
public class RunAheadTests
{
    /// <summary>"A turn and what it goes on with": the most steps of one turn.</summary>
    private const int MaxSteps = 32;

    public static TheoryData<string> Runtimes => ["one worker", "current thread"];

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Await_OfATaskThatHasNotBegun_RunsItNext(string kind)
        => Assert.Equal(["b", "after b", "a", "after a", "c", "after c"], LogOfThree(Create(kind)));

    [Fact]
    public void Await_WithoutWorkStealing_LeavesTheOrderAsItWas()
        => Assert.Equal(["c", "a", "b", "after b", "after a", "after c"], LogOfThree(OneWorker().DisableWorkStealing()));

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Await_OfATaskThatFails_RethrowsItsException(string kind)
    {
        using var it = new RuntimeUnderTest(Create(kind));
        var fault = new InvalidOperationException("the task's own");
        bool othersRan = it.Run(async LitenTask<bool> () =>
        {
            JoinHandle<int> async = LitenTask.Spawn(async LitenTask<int> () => await Failing());
            JoinHandle<int> direct = LitenTask.Spawn(LitenTask<int> () => throw fault);
            JoinHandle<bool> other = LitenTask.Spawn(static () => LitenTask.FromResult(true));
            Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => async.AsTask()));
            Assert.Same(fault, await Thrown(direct));
            return await other;

            async LitenTask<int> Failing()
            {
                await LitenTask.Yield();
                throw fault;
            }
        });
        Assert.True(othersRan);

        static async LitenTask<Exception?> Thrown(JoinHandle<int> handle)
        {
            try
            {
                await handle;
                return null;
            }
            catch (InvalidOperationException exception)
            {
                return exception;
            }
        }
    }

    /// <summary>Code before the await, and the body that runs ahead, leave everything changed that a thread can carry over.</summary>
    [Theory]
    [MemberData(nameof(Runtimes))]
    public void TaskRunAhead_AndWhoWaitedForIt_AreInTheirOwnContexts(string kind)
    {
        using var it = new RuntimeUnderTest(Create(kind));
        var local = new AsyncLocal<string?>();
        SynchronizationContext own = it.Runtime.SynchronizationContext;
        it.Run(async LitenTask () =>
        {
            // From here on nobody but the turn puts back what this code changes.
            await LitenTask.Yield();
            local.Value = "spawner";
            JoinHandle<(string?, long, SynchronizationContext?)> child = LitenTask.Spawn(() =>
            {
                var seen = (local.Value, LitenTask.Current.Id, SynchronizationContext.Current);
                local.Value = "left by the child";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                return LitenTask.FromResult<(string?, long, SynchronizationContext?)>(seen);
            });
            JoinHandle filler = LitenTask.Spawn(static () => default(LitenTask));
            local.Value = "awaiter";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            long id = LitenTask.Current.Id;

            Assert.Equal(("spawner", child.Id, own), await child);

            Assert.Equal("awaiter", local.Value);
            Assert.Equal(id, LitenTask.Current.Id);
            Assert.Same(own, SynchronizationContext.Current);
            await filler;
        });
    }

    /// <summary>A loop of spawn and await makes two steps a round: into the child, and back. Another task counts how many rounds a turn has made.</summary>
    [Fact]
    public void Turn_OfManySteps_GivesWayAfterTheStatedNumber()
    {
        using var it = new RuntimeUnderTest(Create("current thread"));
        var roundsPerTurn = new List<int>();
        it.Run(async LitenTask () =>
        {
            int rounds = 0;
            bool ended = false;
            JoinHandle other = LitenTask.Spawn(async LitenTask () =>
            {
                while (!ended)
                {
                    roundsPerTurn.Add(rounds);
                    rounds = 0;
                    await LitenTask.Yield();
                }
            });
            for (int i = 0; i < 10 * MaxSteps; i++)
            {
                await LitenTask.Spawn(static () => default(LitenTask));
                rounds++;
            }

            ended = true;
            await other;
        });
        // And one more whose child has ended in a turn before.
        Assert.Equal((MaxSteps / 2) + 1, roundsPerTurn.Max());
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Tree_OfForksAndJoins_HasFewTasksAliveAtATime(string kind)
    {
        const int Depth = 12;
        using var it = new RuntimeUnderTest(Create(kind));
        int alive = 0;
        int most = 0;
        int leaves = it.Run(() => Count(Depth));
        Assert.Equal(1 << Depth, leaves);
        Assert.InRange(most, Depth, leaves / 4);

        async LitenTask<int> Count(int depth)
        {
            if (depth == 0)
            {
                return 1;
            }

            most = Math.Max(most, alive += 2);
            JoinHandle<int> left = LitenTask.Spawn(() => Count(depth - 1));
            JoinHandle<int> right = LitenTask.Spawn(() => Count(depth - 1));
            int sum = await left + await right;
            alive -= 2;
            return sum;
        }
    }

    [Fact]
    public void Joiners_OfOneTask_GoOnInTheOrderInWhichTheyCame()
    {
        using var it = new RuntimeUnderTest(Create("current thread"));
        var order = new List<int>();
        it.Run(async LitenTask () =>
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            JoinHandle<int> task = LitenTask.Spawn(() => receiver.ReceiveAsync());
            JoinHandle[] joiners = [.. Enumerable.Range(0, 10).Select(i => LitenTask.Spawn(async LitenTask () =>
            {
                await task;
                order.Add(i);
            }))];
            await LitenTask.Yield();
            Assert.Empty(order);
            sender.TrySend(1);
            await LitenTask.WhenAll(joiners);
        });
        Assert.Equal(Enumerable.Range(0, 10), order);
    }

    private static string[] LogOfThree(RuntimeBuilder builder)
    {
        using var it = new RuntimeUnderTest(builder);
        var log = new List<string>();
        it.Run(async LitenTask () =>
        {
            JoinHandle a = Spawn("a");
            JoinHandle b = Spawn("b");
            JoinHandle c = Spawn("c");
            await b;
            log.Add("after b");
            await a;
            log.Add("after a");
            await c;
            log.Add("after c");
        });
        return [.. log];

        JoinHandle Spawn(string name) => LitenTask.Spawn(() =>
        {
            log.Add(name);
            return default(LitenTask);
        });
    }

    private static RuntimeBuilder OneWorker() => Runtime.CreateBuilder().WorkerThreads(1);

    private static RuntimeBuilder Create(string kind) => kind == "one worker" ? OneWorker() : Runtime.CreateBuilder().CurrentThread();
}
