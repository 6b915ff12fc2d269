#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Lanes;

/// <summary>Who holds up a better lane runs for it meanwhile, and not longer.</summary>
public sealed class LaneInversionTests
{
    private static readonly SpawnOptions s_bulk = new() { Lane = "bulk" };
    private static readonly SpawnOptions s_requests = new() { Lane = "requests" };

    [Fact]
    public void Lock_ABetterLaneWaits_TheHolderRunsForItUntilItLetsGo()
    {
        using RuntimeUnderTest it = NewRuntime();
        var mutex = new AsyncMutex();
        (OneshotSender<bool> release, OneshotReceiver<bool> released) = Oneshot.Create<bool>();
        using var held = new ManualResetEventSlim();

        JoinHandle<byte> holder = it.Runtime.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                {
                    held.Set();
                    await released;
                }

                return TaskCore.Current!.RunsFor;
            },
            s_bulk);
        it.WaitFor(held, "the holder");
        Assert.Equal(holder.Lane, holder.RunsFor);
        JoinHandle waiter = it.Runtime.Spawn(async () => (await mutex.LockAsync()).Dispose(), s_requests);

        it.WaitUntil(() => holder.RunsFor != holder.Lane, "the holder to run for the waiter");
        Assert.Equal(waiter.Lane, holder.RunsFor);
        release.TrySend(true);

        Assert.Equal(holder.Lane, it.Result(holder));
        it.Outcome(waiter);
    }

    [Fact]
    public void Lock_TheWaiterGivesUp_TheHolderRunsForItNoMore()
    {
        using RuntimeUnderTest it = NewRuntime();
        var mutex = new AsyncMutex();
        using var held = new ManualResetEventSlim();
        JoinHandle holder = it.Runtime.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                {
                    held.Set();
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
            },
            s_bulk);
        it.WaitFor(held, "the holder");
        JoinHandle waiter = it.Runtime.Spawn(async () => (await mutex.LockAsync()).Dispose(), s_requests);
        it.WaitUntil(() => holder.RunsFor == waiter.Lane, "the holder to run for the waiter");

        waiter.Abort();

        it.WaitUntil(() => holder.RunsFor == holder.Lane, "the holder to run for its own lane again");
    }

    [Fact]
    public void Join_ByABetterLane_TheTaskAndWhatItWaitsForRunForIt()
    {
        using RuntimeUnderTest it = NewRuntime();
        var mutex = new AsyncMutex();
        using var held = new ManualResetEventSlim();
        JoinHandle holder = it.Runtime.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                {
                    held.Set();
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
            },
            s_bulk);
        it.WaitFor(held, "the holder");
        JoinHandle joined = it.Runtime.Spawn(async () => (await mutex.LockAsync()).Dispose(), s_bulk);
        it.WaitUntil(() => it.Runtime.GetTask(joined.Id)?.State == LiveTaskState.Waiting, "the task in the middle");

        JoinHandle joiner = it.Runtime.Spawn(async () => await joined, s_requests);

        it.WaitUntil(() => joined.RunsFor == joiner.Lane && holder.RunsFor == joiner.Lane, "both to run for the joiner");
    }

    [Fact]
    public void Join_TheTaskIsQueuedBehindOthers_ItComesBeforeThem()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("requests", shares: 8).Lane("bulk"));
        var ran = new List<string?>();

        it.Run(async () =>
        {
            JoinHandle[] bulk = [.. Enumerable.Range(0, 20).Select(i => LitenTask.Spawn(
                async () => ran.Add(LitenTask.Current.Name), new SpawnOptions { Lane = "bulk", Name = $"{i}" }))];
            await LitenTask.Spawn(async () => await bulk[19], s_requests);
            await LitenTask.WhenAll(bulk);
        });

        Assert.Equal(20, ran.Count);
        Assert.NotEqual("19", ran[^1]);
    }

    [Fact]
    public void Lock_AWorseLaneWaits_ChangesNothing()
    {
        using RuntimeUnderTest it = NewRuntime();
        var mutex = new AsyncMutex();
        using var held = new ManualResetEventSlim();
        JoinHandle holder = it.Runtime.Spawn(
            async () =>
            {
                using (await mutex.LockAsync())
                {
                    held.Set();
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                }
            },
            s_requests);
        it.WaitFor(held, "the holder");
        JoinHandle waiter = it.Runtime.Spawn(async () => (await mutex.LockAsync()).Dispose(), s_bulk);

        it.WaitUntil(() => it.Runtime.GetTask(waiter.Id)?.State == LiveTaskState.Waiting, "the waiter");

        Assert.Equal(holder.Lane, holder.RunsFor);
    }

    private static RuntimeUnderTest NewRuntime()
        => new(Runtime.CreateBuilder().WorkerThreads(2).Lane("requests", latency: TimeSpan.FromMilliseconds(1)).Lane("bulk"));
}
