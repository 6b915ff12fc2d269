namespace Liten.Peers;

/// <summary>scope_4, for_each_async</summary>
internal static class ScopeRows
{
    private const int Children = 4;
    private const int AtATime = 8;

    private static readonly ScopeOptions s_waits = new() { WaitForChildren = true };

    /// <summary>One operation: open a scope with four children that each yield once, and wait for their end.</summary>
    public static Outcome OfFour(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            await TaskScope.RunAsync(
                static scope =>
                {
                    for (int child = 0; child < Children; child++)
                    {
                        scope.Spawn(static async () => await LitenTask.Yield());
                    }

                    return default(LitenTask);
                },
                s_waits);
        }
    });

    /// <summary>One operation: one item of <c>Size</c>, which yields once; 8 at a time.</summary>
    public static Outcome ForEach(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += run.Size)
        {
            long sum = 0;
            await LitenTask.ForEachAsync(Enumerable.Range(0, (int)run.Size), AtATime, async item =>
            {
                await LitenTask.Yield();
                Interlocked.Add(ref sum, item);
            });
            Check.Equal(sum, Check.SumBelow(run.Size));
        }
    });
}
