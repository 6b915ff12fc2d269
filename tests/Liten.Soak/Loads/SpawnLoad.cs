namespace Liten.Soak.Loads;

/// <summary>Tasks in all their waits; half of them are aborted, from inside and from outside of the runtime.</summary>
internal sealed class SpawnLoad() : Load("spawn, join, abort")
{
    private const int Tasks = 100;

    private readonly TaskLedger _ledger = new();
    private readonly AsyncMutex<int> _mutex = new(0);

    /// <summary>How all of its tasks ended.</summary>
    public TaskTally Tally { get; private set; }

    public override async LitenTask<int> RunBatch(Random random)
    {
        JoinHandle never = LitenTask.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        var waits = new RandomWaits(_mutex, never);
        JoinHandle[] handles = [.. Enumerable.Range(0, Tasks).Select(_ => LitenTask.Spawn(_ledger.Body(waits.Pick(random))))];
        await Yields(random.Next(5));
        JoinHandle outside = Blocking.Spawn(() => Abort(handles, 2));
        Abort(handles, 3);
        await outside;
        await Time.Sleep(TimeSpan.FromMicroseconds(random.Next(500)));
        Abort(handles, 1);
        await JoinAll(handles);
        never.Abort();
        await never.JoinAsync();
        Tally += _ledger.Settle(handles);
        LossException.ThrowUnless(!_mutex.IsLocked, "an aborted task has kept the lock");
        return Tasks;
    }

    private static void Abort(JoinHandle[] handles, int step)
    {
        for (int i = 0; i < handles.Length; i += step)
        {
            handles[i].Abort();
        }
    }
}
