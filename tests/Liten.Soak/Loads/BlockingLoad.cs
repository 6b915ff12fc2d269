namespace Liten.Soak.Loads;

/// <summary>Blocking jobs, some of which are aborted before or after they have begun.</summary>
internal sealed class BlockingLoad() : Load("blocking jobs")
{
    private const int Jobs = 20;

    public override async LitenTask<int> RunBatch(Random random)
    {
        int ran = 0;
        JoinHandle[] jobs = [.. Enumerable.Range(0, Jobs).Select(_ =>
        {
            int spins = random.Next(500);
            return Blocking.Spawn(() =>
            {
                Thread.SpinWait(spins);
                Interlocked.Increment(ref ran);
            });
        })];
        for (int i = 0; i < Jobs; i += 4)
        {
            jobs[i].Abort();
        }

        int aborted = 0;
        foreach (JoinHandle job in jobs)
        {
            aborted += (await job.JoinAsync()).IsAborted ? 1 : 0;
        }

        LossException.ThrowUnless(ran + aborted == Jobs, $"of {Jobs} jobs {ran} ran and {aborted} were aborted");
        return Jobs;
    }
}
