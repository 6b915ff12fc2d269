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
    [Fact]
    public void WaitForANotification_CountsFromTheCall()
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
            new ExploreOptions { Strategy = Strategy.Random, Schedules = 200 });
}
