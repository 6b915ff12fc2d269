namespace Liten.Tests.Sync;

/// <summary>Real threads: whatever the timing, the lock excludes, no grant is lost and nobody is left waiting.</summary>
public class AsyncMutexStressTests
{
    private const int Loops = 8;
    private const int RoundsPerLoop = 10_000;

    /// <summary>The test takes a second; a lost wake-up takes for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly CancellationTokenSource?[] _waits = new CancellationTokenSource?[Loops];
    private int _granted;
    private int _cancelled;
    private int _inside;

    [Fact]
    public Task LockAsync_RandomCancellation_CounterEqualsGrants()
        => RunAsync(loop => LoopAsync(loop, new Random(loop)));

    [Fact]
    public Task LockAsync_RandomCancellationInLitenMethods_CounterEqualsGrants()
        => RunAsync(loop => LitenLoopAsync(loop, new Random(loop)).AsTask());

    private async Task RunAsync(Func<int, Task> loop)
    {
        Task all = Task.WhenAll(Enumerable.Range(0, Loops).Select(i => Task.Run(() => loop(i))));
        if (await Task.WhenAny(all, Task.Delay(s_patience)) != all)
        {
            Assert.Fail($"The loops hang: {this}");
        }

        await all;
        Assert.Equal("AsyncMutex<Int32> (free, 0 waiting)", _mutex.ToString());
        Assert.True(_mutex.TryLock(out AsyncMutexGuard<int> guard));
        Assert.Equal(_granted, guard.Value);
        Assert.Equal(Loops * RoundsPerLoop, _granted + _cancelled);
        Assert.True(_cancelled > RoundsPerLoop / 10, $"too few waits were cancelled for the test to mean much: {this}");
    }

    public override string ToString() => $"{_mutex}, {_granted} granted, {_cancelled} cancelled, {_inside} inside";

    private async Task LoopAsync(int loop, Random random)
    {
        for (int round = 0; round < RoundsPerLoop; round++)
        {
            try
            {
                using AsyncMutexGuard<int> guard = await _mutex.LockAsync(SomeToken(loop, random));
                await UseAsync(guard, random);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    private async LitenTask LitenLoopAsync(int loop, Random random)
    {
        for (int round = 0; round < RoundsPerLoop; round++)
        {
            try
            {
                using AsyncMutexGuard<int> guard = await _mutex.LockAsync(SomeToken(loop, random));
                await UseAsync(guard, random);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    private async LitenTask UseAsync(AsyncMutexGuard<int> guard, Random random)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside));
        Interlocked.Increment(ref _granted);
        int before = guard.Value;
        if (random.Next(4) == 0)
        {
            await LitenTask.Yield();
        }

        guard.Value = before + 1;
        Interlocked.Decrement(ref _inside);
        if (random.Next(2) == 0)
        {
            guard.Dispose();
        }

        // Here the lock has just passed on or is about to: this races with the grant to the cancelled loop.
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
