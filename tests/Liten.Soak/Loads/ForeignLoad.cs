namespace Liten.Soak.Loads;

/// <summary>Threads of nobody's that come, use the runtime from outside, and go.</summary>
internal sealed class ForeignLoad() : Load("foreign threads")
{
    private const int Threads = 2;
    private const int Calls = 20;

    public override async LitenTask<int> RunBatch(Random random)
    {
        Runtime runtime = Runtime.Current;
        int seed = random.Next();
        int sum = 0;
        await Blocking.Spawn(() => ForeignThreads.Start(Threads, seed, own =>
        {
            for (int i = 0; i < Calls; i++)
            {
                int yields = own.Next(3);
                JoinHandle spawned = runtime.Spawn(() => Yields(yields));
                Interlocked.Add(ref sum, runtime.BlockOn(async () =>
                {
                    await spawned;
                    return 1;
                }));
            }
        }).Join());
        LossException.ThrowUnless(sum == Threads * Calls, $"{sum} of {Threads * Calls} calls from outside were answered");
        return Threads * Calls;
    }
}
