using Liten.Soak.Loads;

namespace Liten.Soak;

/// <summary>Repeats the batches of one load until it is told to stop, and counts.</summary>
internal sealed class LoadRunner(Load load, int seed, CancellationToken stop)
{
    /// <summary>Between two batches, so that the runtime is busy but not flooded: a flooded one has no wake-up latency worth measuring.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private long _operations;
    private long _batches;

    public string Name => load.Name;

    public long Operations => Interlocked.Read(ref _operations);

    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>The task that repeats them; faulted once a batch was.</summary>
    public JoinHandle? Task { get; private set; }

    public void Start(Runtime runtime) => Task = runtime.Spawn(Repeat, new SpawnOptions { Name = load.Name });

    private async LitenTask Repeat()
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            int operations = await load.RunBatch(random);
            Interlocked.Add(ref _operations, operations);
            Interlocked.Increment(ref _batches);
            await Time.Sleep(s_pause);
        }
    }
}
