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

    private static async LitenTask<long> Fork(long n)
    {
        if (n < 2)
        {
            return n;
        }

        JoinHandle<long> other = LitenTask.Spawn(n - 1, static n => Fork(n));
        long own = await Fork(n - 2);
        return own + await other;
    }

    /// <summary>One operation: one task of a tree with <c>Size</c> leaves, each with ten children, which sums up the leaves' numbers.</summary>
    public static Outcome Skynet(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += Trees.SkynetTasks(run.Size))
        {
            Check.Equal(await LitenTask.Spawn(() => Node(0, run.Size)), Check.SumBelow(run.Size));
        }
    });

    private static async LitenTask<long> Node(long number, long leaves)
    {
        if (leaves == 1)
        {
            return number;
        }

        long share = leaves / Trees.Children;
        var children = new JoinHandle<long>[Trees.Children];
        for (int i = 0; i < children.Length; i++)
        {
            long first = number + (i * share);
            children[i] = LitenTask.Spawn((first, share), static part => Node(part.first, part.share));
        }

        long sum = 0;
        foreach (JoinHandle<long> child in children)
        {
            sum += await child;
        }

        return sum;
    }
}
