namespace Liten.Testing.Tests;

/// <summary>Operations pause before they act, and what is asked for and held on to has begun all the same.</summary>
public sealed class PointTests
{
    [Fact]
    public void Body_IsNobodysChild_InEverySchedule() => Explore.Run(
        async () =>
        {
            Assert.Equal(0, LitenTask.Current.ParentId);
            await LitenTask.Yield();
        },
        new ExploreOptions { Schedules = 3 });

    [Fact]
    public void UncontendedOperation_LetsOthersGoFirst()
    {
        var seen = new HashSet<int>();
        Explore.Run(
            async () =>
            {
                var mutex = new AsyncMutex<int>(0);
                int read = -1;
                await LitenTask.WhenAll(
                    LitenTask.Spawn(async () => { using AsyncMutexGuard<int> guard = await mutex.LockAsync(); read = guard.Value; }),
                    LitenTask.Spawn(async () => { using AsyncMutexGuard<int> guard = await mutex.LockAsync(); guard.Value = 1; }));
                seen.Add(read);
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });
        Assert.Equal([0, 1], seen.Order());
    }

    [Fact]
    public void WithoutPoints_AnUncontendedOperationGoesOn()
    {
        int schedules = Explore.Run(
            Body, new ExploreOptions { Strategy = Strategy.Exhaustive, Points = SchedulePoints.Waits }).Schedules;
        Assert.True(Explore.Run(Body, new ExploreOptions { Strategy = Strategy.Exhaustive }).Schedules > schedules);

        static async LitenTask Body()
        {
            var mutex = new AsyncMutex();
            await LitenTask.WhenAll(LitenTask.Spawn(Lock), LitenTask.Spawn(Lock));

            async LitenTask Lock()
            {
                for (int i = 0; i < 3; i++)
                {
                    using AsyncMutexGuard guard = await mutex.LockAsync();
                }
            }
        }
    }

    /// <summary>Two operations of one piece of code act in the order in which they were asked for.</summary>
    [Fact]
    public void OperationsOfOneTask_KeepTheirOrder()
        => Explore.Run(
            async () =>
            {
                (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(4);
                LitenTask one = sender.SendAsync(1);
                LitenTask two = sender.SendAsync(2);
                await two;
                await one;
                Assert.Equal(1, await receiver.ReceiveAsync());
                Assert.Equal(2, await receiver.ReceiveAsync());
                sender.Dispose();
                receiver.Dispose();
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });

    /// <summary>Code that asks for a lock and then waits for something else relies on its place in the line.</summary>
    [Fact]
    public void OperationThatIsHeldOnTo_HasBegun()
        => Explore.Run(
            async () =>
            {
                var mutex = new AsyncMutex();
                LitenTask<AsyncMutexGuard> first = mutex.LockAsync();
                await LitenTask.Yield();
                Assert.True(mutex.IsLocked);
                (await first).Dispose();
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive });

    /// <summary>A wait for a notification counts from the call on.</summary>
    [Theory]
    [InlineData(SchedulePoints.Awaits)]
    [InlineData(SchedulePoints.Operations)]
    public void WaitForANotification_CountsFromTheCall(SchedulePoints points)
        => Explore.Run(
            async () =>
            {
                var notify = new AsyncNotify();
                bool listens = false;
                JoinHandle waiter = LitenTask.Spawn(async () =>
                {
                    LitenTask wait = notify.WaitAsync();
                    listens = true;
                    await wait;
                });
                while (!listens)
                {
                    await LitenTask.Yield();
                }

                notify.NotifyAll();
                await waiter;
            },
            new ExploreOptions { Strategy = Strategy.Random, Schedules = 200, Points = points });

    public static TheoryData<string> LatePoints => ["Select.NextAsync", "TaskScope.JoinAsync", "Interval.TickAsync"];

    /// <summary>None of these would have to wait here, and each lets others go first.</summary>
    [Theory]
    [MemberData(nameof(LatePoints))]
    public void LostUpdateAcross_IsFound(string operation)
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(() => CountAcross(operation, locks: false)));
        TestContext.Current.TestOutputHelper!.WriteLine(failed.Message);
        Assert.True(failed.Schedule < 50);
    }

    [Theory]
    [MemberData(nameof(LatePoints))]
    public void LockedUpdateAcross_Passes(string operation)
        => Explore.Run(() => CountAcross(operation, locks: true), new ExploreOptions { Schedules = 300 });

    private static async LitenTask CountAcross(string operation, bool locks)
    {
        int count = 0;
        var mutex = new AsyncMutex();
        await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
        Assert.Equal(2, count);

        async LitenTask Add()
        {
            using AsyncMutexGuard guard = locks ? await mutex.LockAsync() : default;
            await TaskScope.RunAsync(async scope =>
            {
                int seen = count;
                await Act(operation, scope);
                count = seen + 1;
            });
        }
    }

    private static async LitenTask Act(string operation, TaskScope scope)
    {
        switch (operation)
        {
            case "Select.NextAsync":
                (MpscSender<int> sender, MpscReceiver<int> receiver) = Mpsc.CreateBounded<int>(1);
                sender.TrySend(1);
                using (var select = Select.Create())
                {
                    SelectCase<int> item = select.Receive(receiver);
                    Assert.True(await select.NextAsync());
                    Assert.True(item.Won(out _));
                }

                break;
            case "TaskScope.JoinAsync":
                await scope.JoinAsync();
                break;
            default:
                using (Interval interval = Time.Interval(TimeSpan.Zero, TimeSpan.FromHours(1)))
                {
                    Assert.True(await interval.TickAsync());
                }

                break;
        }
    }

    /// <summary>A round with a wait for a notification counts from its call on.</summary>
    [Theory]
    [InlineData(SchedulePoints.Awaits)]
    [InlineData(SchedulePoints.Operations)]
    public void SelectOfANotification_CountsFromTheCall(SchedulePoints points)
        => Explore.Run(
            async () =>
            {
                var notify = new AsyncNotify();
                bool listens = false;
                JoinHandle waiter = LitenTask.Spawn(async () =>
                {
                    using var select = Select.Create();
                    SelectSignal signal = select.Wait(notify);
                    LitenTask<bool> round = select.NextAsync();
                    listens = true;
                    Assert.True(await round && signal.Won());
                });
                while (!listens)
                {
                    await LitenTask.Yield();
                }

                notify.NotifyAll();
                await waiter;
            },
            new ExploreOptions { Strategy = Strategy.Random, Schedules = 200, Points = points });
}
