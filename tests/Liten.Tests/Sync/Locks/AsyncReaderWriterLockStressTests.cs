namespace Liten.Tests.Sync.Locks;

/// <summary>Real threads: whatever the timing, a writer is alone, no write is lost and nobody is left waiting.</summary>
public sealed class AsyncReaderWriterLockStressTests
{
    private const int Loops = 8;
    private const int RoundsPerLoop = 5_000;

    private readonly AsyncReaderWriterLock<(int Count, int Copy)> _lock = new(default);
    private readonly CancellationTokenSource?[] _waits = new CancellationTokenSource?[Loops];
    private int _written;
    private int _read;
    private int _cancelled;
    private int _inside;

    [Fact]
    public void Locks_RandomCancellation_WritesAreConserved() => Run(loop => LoopAsync(loop, new Random(loop)).AsTask());

    [Fact]
    public void Locks_InTasksOfARuntime_WritesAreConserved()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(2);
        Run(loop => it.Runtime.Spawn(() => LoopAsync(loop, new Random(loop))).AsTask());
    }

    private void Run(Func<int, Task> loop)
    {
        Patience.Wait(Task.WhenAll(Enumerable.Range(0, Loops).Select(i => Task.Run(() => loop(i)))), $"the loops, {_lock}");
        Assert.Equal(Loops * RoundsPerLoop, _written + _read + _cancelled);
        Assert.True(_lock.TryWriteLock(out AsyncWriteGuard<(int Count, int Copy)> guard));
        Assert.Equal((_written, _written), guard.Value);
    }

    private async LitenTask LoopAsync(int loop, Random random)
    {
        for (int round = 0; round < RoundsPerLoop; round++)
        {
            try
            {
                await (random.Next(4) == 0 ? WriteAsync(loop, random) : ReadAsync(loop, random));
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }

            // Here the lock has just passed on or is about to: this races with the grant to the cancelled loop.
            Volatile.Read(ref _waits[random.Next(Loops)])?.Cancel();
        }
    }

    private async LitenTask WriteAsync(int loop, Random random)
    {
        using AsyncWriteGuard<(int Count, int Copy)> guard = await _lock.WriteLockAsync(SomeToken(loop, random));
        Assert.Equal(-1, Interlocked.Decrement(ref _inside));
        guard.Value.Count++;
        if (random.Next(4) == 0)
        {
            await LitenTask.Yield();
        }

        guard.Value.Copy++;
        Interlocked.Increment(ref _written);
        Interlocked.Increment(ref _inside);
        if (random.Next(2) == 0)
        {
            using AsyncReadGuard<(int Count, int Copy)> reader = guard.Downgrade();
            int count = reader.Value.Count;
            await LitenTask.Yield();
            Assert.Equal((count, count), reader.Value);
        }
    }

    private async LitenTask ReadAsync(int loop, Random random)
    {
        using AsyncReadGuard<(int Count, int Copy)> guard = await _lock.ReadLockAsync(SomeToken(loop, random));
        Assert.InRange(Interlocked.Increment(ref _inside), 1, Loops);
        int count = guard.Value.Count;
        if (random.Next(4) == 0)
        {
            await LitenTask.Yield();
        }

        Assert.Equal((count, count), guard.Value);
        Interlocked.Decrement(ref _inside);
        Interlocked.Increment(ref _read);
    }

    /// <summary>None, or one that some loop may cancel at any time.</summary>
    private CancellationToken SomeToken(int loop, Random random)
    {
        CancellationTokenSource? source = random.Next(4) == 0 ? null : new CancellationTokenSource();
        Volatile.Write(ref _waits[loop], source);
        return source?.Token ?? CancellationToken.None;
    }
}
