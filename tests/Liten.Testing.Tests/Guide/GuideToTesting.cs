namespace Liten.Testing.Tests.Guides;

/// <summary>The snippets of docs/guide/testing.md, run.</summary>
public sealed class GuideToTesting
{
    [Fact]
    public void The_first_ten_minutes()
    {
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(CountTwice));

        Assert.Contains("It passes when step 4 goes to #2.", failed.Message);

        Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, CountTwice));

        async LitenTask CountTwice()
        {
            var counter = new AsyncMutex<int>(0);
            await LitenTask.WhenAll(LitenTask.Spawn(Add), LitenTask.Spawn(Add));
            Assert.Equal(2, await Read());

            async LitenTask Add()
            {
                int seen = await Read();
                using AsyncMutexGuard<int> guard = await counter.LockAsync();
                guard.Value = seen + 1;
            }

            async LitenTask<int> Read()
            {
                using AsyncMutexGuard<int> guard = await counter.LockAsync();
                return guard.Value;
            }
        }
    }

    [Fact]
    public void A_day_takes_no_time()
    {
        Explore.Run(async run =>
        {
            TimeSpan before = run.Now;
            await Task.Delay(TimeSpan.FromDays(1), run.Runtime.TimeProvider);
            Assert.Equal(TimeSpan.FromDays(1), run.Now - before);
        });
    }

    [Fact]
    public void A_plain_field()
    {
        var lost = Assert.Throws<ScheduleFailedException>(() => Explore.Run(
            async () =>
            {
                int hits = 0;
                await LitenTask.WhenAll(LitenTask.Spawn(Hit), LitenTask.Spawn(Hit));
                Assert.Equal(2, hits);

                LitenTask Hit()
                {
                    int seen = hits;
                    Interleave.Point();
                    hits = seen + 1;
                    return LitenTask.CompletedTask;
                }
            },
            new ExploreOptions { Points = SchedulePoints.Operations }));

        Assert.Equal(ScheduleFailure.Exception, lost.Failure);
    }

    [Fact]
    public void No_thread_left()
    {
        var starved = Assert.Throws<ScheduleFailedException>(() => Explore.Run(
            async () =>
            {
                var answer = new TaskCompletionSource<int>();
                await LitenTask.WhenAll(
                    LitenTask.Spawn(() => LitenTask.FromResult(answer.Task.Result)),
                    LitenTask.Spawn(() => LitenTask.FromResult(answer.Task.Result)),
                    LitenTask.Spawn(() => LitenTask.FromResult(answer.TrySetResult(42) ? 42 : 0)));
            },
            new ExploreOptions { Points = SchedulePoints.Operations, Workers = 2 }));
        Assert.Equal(ScheduleFailure.Deadlock, starved.Failure);
    }

    [Fact]
    public void Every_order()
    {
        ExplorationReport report = Explore.Run(
            async () => await LitenTask.WhenAll(LitenTask.Spawn(() => LitenTask.Yield()), LitenTask.Spawn(() => LitenTask.Yield())),
            new ExploreOptions { Strategy = Strategy.Exhaustive });
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void An_abort_at_any_step()
    {
        var leak = Assert.Throws<ScheduleFailedException>(() => Explore.Run(async run =>
        {
            run.Faults.AbortAnyTask(atMost: 1);
            int open = 0;
            JoinHandle task = LitenTask.Spawn(async () =>
            {
                open++;
                await LitenTask.Yield();
                open--;                                   // belongs into a finally
            });
            await task.JoinAsync();
            Assert.Equal(0, open);
        }));

        Assert.Contains("aborts #2", leak.Message);
    }

    [Fact]
    public void LostMessage()
    {
        var lost = Assert.Throws<ScheduleFailedException>(() => Explore.Run(async run =>
        {
            run.Faults.Drop("orders");                    // as Duplicate("orders") and Delay("orders", by)
            var (sender, receiver) = Mpsc.CreateBounded<string>(capacity: 8, name: "orders");
            await sender.SendAsync("a cup");
            string order = await receiver.ReceiveAsync(); // waits for ever: nobody asks again
            Assert.Equal("a cup", order);
        }));

        Assert.Equal(ScheduleFailure.Deadlock, lost.Failure);
        Assert.Contains("drop orders", lost.Message);
    }
}
