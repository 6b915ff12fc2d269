using Permits = Liten.SemaphorePermits;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Real threads: whatever the timing, no permit is lost or made, and nobody is left waiting.</summary>
public sealed class AsyncSemaphoreStressTests
{
    private const int Loops = 8;
    private const int RoundsPerLoop = 5_000;
    private const int All = 5;

    private readonly AsyncSemaphore _semaphore = new(All, All);
    private readonly CancellationTokenSource?[] _waits = new CancellationTokenSource?[Loops];
    private int _granted;
    private int _cancelled;
    private int _inside;

    [Fact]
    public void AcquireAsync_RandomNumbersAndCancellation_PermitsAreConserved()
        => Run(loop => LoopAsync(loop, new Random(loop)).AsTask());

    [Fact]
    public void AcquireAsync_InTaskMethodsOfARuntime_PermitsAreConserved()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Run(loop => it.Runtime.Spawn(() => LoopAsync(loop, new Random(loop))).AsTask());
    }

    [Fact]
    public void Edge02_TokenFiresDuringTheCall_TheWaitEndsAndTakesNothing()
    {
        const int Rounds = 20_000;
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Rounds).Select(_ => new CancellationTokenSource())];
        Assert.True(_semaphore.TryAcquire(All, out Permits holder));
        var waits = new LitenTask<Permits>[Rounds];
        Race.Run(
            Rounds,
            round => waits[round] = _semaphore.AcquireAsync(1, sources[round].Token),
            round => sources[round].Cancel());

        Assert.All(waits, static wait => wait.AssertCancelled());
        Assert.Equal("AsyncSemaphore (0 available, 0 waiting)", _semaphore.ToString());
        holder.Dispose();
        Assert.Equal(All, _semaphore.AvailablePermits);
    }

    [Fact]
    public void Edge05_GrantsAgainstCallbacksThatUseTheSemaphore_NobodyHangs()
    {
        const int Rounds = 5_000;
        var semaphore = new AsyncSemaphore(1);
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Rounds).Select(_ => new CancellationTokenSource())];
        int got = 0;
        Race.Run(
            Rounds,
            round =>
            {
                // A registration that were disposed under the latch would wait for this callback, and this for the latch.
                using CancellationTokenRegistration callback = sources[round].Token.Register(() => Use(semaphore));
                Permits holder = Wait(semaphore.AcquireAsync(1, CancellationToken.None));
                LitenTask<Permits> wait = semaphore.AcquireAsync(1, sources[round].Token);
                holder.Dispose();
                try
                {
                    Wait(wait).Dispose();
                    got++;
                }
                catch (OperationCanceledException)
                {
                }
            },
            round => sources[round].Cancel());

        Assert.Equal(1, semaphore.AvailablePermits);
        Assert.InRange(got, 0, Rounds);

        static void Use(AsyncSemaphore semaphore)
        {
            if (semaphore.TryAcquire(out Permits permit))
            {
                permit.Dispose();
            }
        }

        static Permits Wait(LitenTask<Permits> wait) => wait.AsTask().GetAwaiter().GetResult();
    }

    private void Run(Func<int, Task> loop)
    {
        Patience.Wait(Task.WhenAll(Enumerable.Range(0, Loops).Select(i => Task.Run(() => loop(i)))), $"the loops, {_semaphore}");
        Assert.Equal($"AsyncSemaphore ({All} available, 0 waiting)", _semaphore.ToString());
        Assert.Equal(Loops * RoundsPerLoop, _granted + _cancelled);
        Assert.True(_semaphore.TryAcquire(All, out _));
    }

    private async LitenTask LoopAsync(int loop, Random random)
    {
        for (int round = 0; round < RoundsPerLoop; round++)
        {
            try
            {
                int permits = 1 + random.Next(random.Next(8) == 0 ? All : 2);
                using Permits taken = await _semaphore.AcquireAsync(permits, SomeToken(loop, random));
                await UseAsync(taken, permits, random);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    private async LitenTask UseAsync(Permits taken, int permits, Random random)
    {
        Assert.InRange(Interlocked.Add(ref _inside, permits), permits, All);
        Interlocked.Increment(ref _granted);
        if (random.Next(4) == 0)
        {
            await LitenTask.Yield();
        }

        Interlocked.Add(ref _inside, -permits);
        if (random.Next(2) == 0)
        {
            taken.Dispose();
        }

        // Here the permits have just passed on or are about to: this races with the grant to the cancelled loop.
        Volatile.Read(ref _waits[random.Next(Loops)])?.Cancel();
    }

    /// <summary>None, or one that some loop may cancel at any time.</summary>
    private CancellationToken SomeToken(int loop, Random random)
    {
        CancellationTokenSource? source = random.Next(4) == 0 ? null : new CancellationTokenSource();
        Volatile.Write(ref _waits[loop], source);
        return source?.Token ?? CancellationToken.None;
    }
}
