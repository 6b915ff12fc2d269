namespace Liten.Peers;

/// <summary>fib_20, skynet</summary>
internal static class ForkJoinRows
{
    /// <summary>One operation: one spawn and join in fib(<c>Size</c>), which spawns fib(n - 1) and calls fib(n - 2).</summary>
    public static Outcome Fib(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += Trees.FibSpawns(run.Size))
        {
            Check.Equal(await Fork(run.Size), Trees.Fib(run.Size));
        }
    });

    private static async Task<long> Fork(long n)
    {
        if (n < 2)
        {
            return n;
        }

        Task<long> other = Task.Run(() => Fork(n - 1));
        long own = await Fork(n - 2);
        return own + await other;
    }

    /// <summary>One operation: one task of a tree with <c>Size</c> leaves, each with ten children, which sums up the leaves' numbers.</summary>
    public static Outcome Skynet(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += Trees.SkynetTasks(run.Size))
        {
            Check.Equal(await Task.Run(() => Node(0, run.Size)), Check.SumBelow(run.Size));
        }
    });

    private static async Task<long> Node(long number, long leaves)
    {
        if (leaves == 1)
        {
            return number;
        }

        long share = leaves / Trees.Children;
        var children = new Task<long>[Trees.Children];
        for (int i = 0; i < children.Length; i++)
        {
            long first = number + (i * share);
            children[i] = Task.Run(() => Node(first, share));
        }

        long sum = 0;
        foreach (Task<long> child in children)
        {
            sum += await child;
        }

        return sum;
    }
}
