namespace Liten.Peers;

/// <summary>scope_4, for_each_async</summary>
internal static class ScopeRows
{
    private const int Children = 4;
    private const int AtATime = 8;

    private static readonly ParallelOptions s_atATime = new() { MaxDegreeOfParallelism = AtATime };

    /// <summary>One operation: four tasks that each yield once, and wait for their end.</summary>
    public static Outcome OfFour(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            var tasks = new Task[Children];
            for (int child = 0; child < Children; child++)
            {
                tasks[child] = Task.Run(static async () => await Task.Yield());
            }

            await Task.WhenAll(tasks);
        }
    });

    /// <summary>One operation: one item of <c>Size</c>, which yields once; 8 at a time.</summary>
    public static Outcome ForEach(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += run.Size)
        {
            long sum = 0;
            await Parallel.ForEachAsync(Enumerable.Range(0, (int)run.Size), s_atATime, async (item, _) =>
            {
                await Task.Yield();
                Interlocked.Add(ref sum, item);
            });
            Check.Equal(sum, Check.SumBelow(run.Size));
        }
    });
}
