using CsCheck;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Generations, the one leader, arrivals that are taken back.</summary>
public sealed class AsyncBarrierTests : IDisposable
{
    private readonly ListScheduler _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void ArriveAsync_TheLastOne_LeadsWithoutWaiting()
    {
        var barrier = new AsyncBarrier(3);
        for (int generation = 0; generation < 3; generation++)
        {
            LitenTask<bool> first = barrier.ArriveAsync();
            LitenTask<bool> second = barrier.ArriveAsync();
            Assert.False(first.IsCompleted || second.IsCompleted);
            Assert.Equal("AsyncBarrier (2 of 3 have arrived)", barrier.ToString());
            Assert.True(barrier.ArriveAsync().Take());
            Assert.False(first.Take());
            Assert.False(second.Take());
        }
    }

    [Fact]
    public void OneParticipant_AlwaysLeads()
    {
        var barrier = new AsyncBarrier(1);
        Assert.Equal(1, barrier.Participants);
        Assert.True(barrier.ArriveAsync().Take());
        Assert.True(barrier.ArriveAsync().Take());
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncBarrier(0));
    }

    [Fact]
    public void ManyParticipants_AllGoOn()
    {
        // More than one entry into the latch may claim.
        const int Waiters = 3 * ClaimedWaits<bool>.Most;
        var barrier = new AsyncBarrier(Waiters + 1);
        LitenTask<bool>[] waits = [.. Enumerable.Range(0, Waiters).Select(_ => barrier.ArriveAsync())];
        Assert.True(barrier.ArriveAsync().Take());
        Assert.All(waits, wait => Assert.False(wait.Take()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Edge27_CancelledArrival_IsTakenBack(int position)
    {
        using var cancellation = new CancellationTokenSource();
        var barrier = new AsyncBarrier(4);
        LitenTask<bool>[] waits = [.. Enumerable.Range(0, 3).Select(i => barrier.ArriveAsync(i == position ? cancellation.Token : default))];

        cancellation.Cancel();

        waits[position].AssertCancelled(cancellation.Token);
        Assert.Equal("AsyncBarrier (2 of 4 have arrived)", barrier.ToString());
        LitenTask<bool> third = barrier.ArriveAsync();
        Assert.False(third.IsCompleted);
        Assert.True(barrier.ArriveAsync().Take());
        Assert.False(third.Take());
        Assert.All(Enumerable.Range(0, 3).Where(i => i != position), i => Assert.False(waits[i].Take()));
    }

    [Fact]
    public void Edge27_CancelledAfterTheLastArrived_HasCounted()
    {
        using var cancellation = new CancellationTokenSource();
        var barrier = new AsyncBarrier(2);
        LitenTask<bool> first = barrier.ArriveAsync(cancellation.Token);
        Assert.True(barrier.ArriveAsync().Take());
        cancellation.Cancel();
        Assert.False(first.Take());
        Assert.Equal("AsyncBarrier (0 of 2 have arrived)", barrier.ToString());
    }

    [Fact]
    public void Edge27_TokenHasWonButTheLastArrivesFirst_TheArrivalHasCounted()
    {
        // What a token's callback does, with the last arrival in the middle of it.
        using var cancellation = new CancellationTokenSource();
        var barrier = new AsyncBarrier(2);
        LitenTask<bool> first = barrier.ArriveAsync();
        var node = (BarrierNode)first.Source!;
        Assert.True(node.TryClaim());
        Assert.True(barrier.ArriveAsync().Take());
        Assert.False(barrier.TryTakeBack(node));
        node.SetResult(false);
        Assert.False(first.Take());
        Assert.Equal("AsyncBarrier (0 of 2 have arrived)", barrier.ToString());
    }

    [Fact]
    public void Edge27_AbortedArrival_IsTakenBack()
    {
        var barrier = new AsyncBarrier(2);
        JoinHandle<bool> aborted = _runtime.Begin(async () => await barrier.ArriveAsync());
        aborted.Abort();
        _runtime.RunAll();
        Assert.Throws<TaskAbortedException>(() => aborted.Result());
        Assert.Equal("AsyncBarrier (0 of 2 have arrived)", barrier.ToString());

        JoinHandle<bool> next = _runtime.Begin(async () => await barrier.ArriveAsync());
        Assert.True(barrier.ArriveAsync().Take());
        Assert.False(next.IsCompleted);
        _runtime.RunAll();
        Assert.False(next.Result());
    }

    [Fact]
    public void ArriveAsync_CancelledToken_DoesNotArrive()
    {
        var barrier = new AsyncBarrier(1);
        barrier.ArriveAsync(new CancellationToken(canceled: true)).AssertCancelled();
    }

    [Fact]
    public void ArriveAsync_Warm_AllocatesNothing()
    {
        var barrier = new AsyncBarrier(2);
        AllocationMeter.AssertNone(() =>
        {
            LitenTask<bool> first = barrier.ArriveAsync();
            Assert.True(barrier.ArriveAsync().Take());
            Assert.False(first.Take());
        });
    }

    [Fact]
    public void AnySequence_AgainstACount_Agrees() => Gen.Select(Gen.Int[1, 4], Gen.Int[-4, 6].Array[0, 60]).Sample(
        (participants, steps) =>
        {
            var barrier = new AsyncBarrier(participants);
            List<(LitenTask<bool> Wait, CancellationTokenSource Source)> waits = [];
            foreach (int step in steps)
            {
                if (step < 0 && waits.Count > 0)
                {
                    (LitenTask<bool> cancelled, CancellationTokenSource source) = waits[-step % waits.Count];
                    waits.RemoveAt(-step % waits.Count);
                    source.Cancel();
                    cancelled.AssertCancelled(source.Token);
                }
                else if (step >= 0)
                {
                    var source = new CancellationTokenSource();
                    LitenTask<bool> wait = barrier.ArriveAsync(source.Token);
                    Assert.Equal(waits.Count == participants - 1, wait.IsCompleted);
                    if (wait.IsCompleted)
                    {
                        Assert.True(wait.Take());
                        waits.ForEach(other => Assert.False(other.Wait.Take()));
                        waits.Clear();
                    }
                    else
                    {
                        waits.Add((wait, source));
                    }
                }

                Assert.Equal($"AsyncBarrier ({waits.Count} of {participants} have arrived)", barrier.ToString());
            }
        },
        iter: 2000);

    [Fact]
    public void Stress_RandomCancellation_EachGenerationHasOneLeaderAndAll()
    {
        const int Participants = 4;
        const int Generations = 3_000;
        var barrier = new AsyncBarrier(Participants);
        int arrivals = 0;
        int leads = 0;
        Patience.Wait(Task.WhenAll(Enumerable.Range(0, Participants).Select(i => Task.Run(() => LoopAsync(new Random(i))))), $"the loops, {barrier}");
        Assert.Equal(Generations, leads);
        Assert.Equal(Generations * Participants, arrivals);

        async Task LoopAsync(Random random)
        {
            // Who was cancelled arrives again, so each takes part in every generation once.
            for (int generation = 0; generation < Generations; generation++)
            {
                // The leader of the last one may not have counted itself yet; nobody can end this one.
                Assert.InRange(Volatile.Read(ref leads), generation - 1, generation);
                while (true)
                {
                    using var source = new CancellationTokenSource();
                    Task cancel = random.Next(2) == 0 ? Task.Run(source.Cancel) : Task.CompletedTask;
                    try
                    {
                        bool leads1 = await barrier.ArriveAsync(source.Token);
                        Interlocked.Increment(ref arrivals);
                        Interlocked.Add(ref leads, leads1 ? 1 : 0);
                        await cancel;
                        break;
                    }
                    catch (OperationCanceledException)
                    {
                        await cancel;
                    }
                }
            }
        }
    }
}
