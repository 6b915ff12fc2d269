namespace Liten.Soak.Loads;

/// <summary>Tasks that contend for one lock, some of which lose patience.</summary>
internal sealed class MutexLoad() : Load("mutex")
{
    private const int Tasks = 12;
    private const int Turns = 20;

    private readonly AsyncMutex<long> _mutex = new(0);
    private long _locked;
    private int _inside;

    public override async LitenTask<int> RunBatch(Random random)
    {
        int[] seeds = [.. Enumerable.Range(0, Tasks).Select(_ => random.Next())];
        await LitenTask.WhenAll(seeds.Select(seed => LitenTask.Spawn(() => Contend(new Random(seed)))).ToArray());
        using AsyncMutexGuard<long> guard = await _mutex.LockAsync();
        LossException.ThrowUnless(guard.Value == _locked, $"the lock was taken {_locked} times and counted {guard.Value}");
        return Tasks * Turns;
    }

    private async LitenTask Contend(Random random)
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(3_000)), Runtime.Current.TimeProvider);
        for (int i = 0; i < Turns; i++)
        {
            try
            {
                using AsyncMutexGuard<long> guard = await _mutex.LockAsync(i % 2 == 0 ? source.Token : CancellationToken.None);
                LossException.ThrowUnless(Interlocked.Increment(ref _inside) == 1, "two tasks hold the lock");
                guard.Value++;
                await Yields(i % 2);
                _locked++;
                Interlocked.Decrement(ref _inside);
            }
            catch (OperationCanceledException)
            {
                await LitenTask.Yield();
            }
        }
    }
}
