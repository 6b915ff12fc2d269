using Liten;

namespace Lanes;

/// <summary>
/// Books entries, the urgent ones first. Two at once would spoil the balance, which no lock guards: the lane is served by one
/// worker.
/// </summary>
internal sealed class Ledger
{
    private const int MicrosecondsPerEntry = 100;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(1);

    private int _inside;
    private int _collisions;
    private long _entries;

    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>How often two entries were booked at once.</summary>
    public int Collisions => Volatile.Read(ref _collisions);

    /// <summary>Takes entries in, in pairs, until the office closes.</summary>
    public async LitenTask BookAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            SpawnOptions urgent = new() { Deadline = TimeSpan.FromMilliseconds(5) };
            SpawnOptions late = new() { Deadline = TimeSpan.FromSeconds(1) };
            _ = LitenTask.Spawn(async () => Book(), late);
            await LitenTask.Spawn(async () => Book(), urgent);
            await Time.Sleep(s_between, CancellationToken.None); // the loop looks at the token
        }
    }

    private void Book()
    {
        if (Interlocked.Increment(ref _inside) > 1)
        {
            Interlocked.Increment(ref _collisions);
        }

        Work.Compute(MicrosecondsPerEntry);
        Interlocked.Increment(ref _entries);
        Interlocked.Decrement(ref _inside);
    }
}
