namespace Liten.Peers;

/// <summary>spawn_local, spawn_remote, spawn_join, chained_spawn</summary>
internal static class SpawnRows
{
    public const int Chunk = 10_000;
    public const int Chain = 1000;

    /// <summary>One operation: a task spawns an empty detached one.</summary>
    public static Outcome SpawnLocal(Run run) => Host.OnWorker(async () =>
    {
        for (long done = 0; done < run.Operations; done += Chunk)
        {
            long target = Counter.Sum() + Chunk;
            for (int i = 0; i < Chunk; i++)
            {
                _ = Task.Run(static () => Counter.Add());
            }

            await Host.AwaitCount(target);
        }
    });

    /// <summary>One operation: a thread outside of the runtime spawns an empty detached task.</summary>
    public static Outcome SpawnRemote(Run run)
    {
        for (long done = 0; done < run.Operations; done += Chunk)
        {
            long target = Counter.Sum() + Chunk;
            for (int i = 0; i < Chunk; i++)
            {
                _ = Task.Run(static () => Counter.Add());
            }

            ForeignThread.AwaitCount(target);
        }

        return Outcome.Timed;
    }

    /// <summary>One operation: spawn a task that returns a number, and await it; ten thousand are spawned before the first is awaited.</summary>
    public static Outcome SpawnJoin(Run run) => Host.OnWorker(async () =>
    {
        var tasks = new Task<int>[Chunk];
        for (long done = 0; done < run.Operations; done += Chunk)
        {
            for (int i = 0; i < Chunk; i++)
            {
                int captured = i;
                tasks[i] = Task.Run(() => captured);
            }

            long sum = 0;
            foreach (Task<int> task in tasks)
            {
                sum += await task;
            }

            Check.Equal(sum, Check.SumBelow(Chunk));
        }
    });

    /// <summary>One operation: a task spawns its successor and ends; a chain has a thousand of them.</summary>
    public static Outcome ChainedSpawn(Run run) => Host.OnWorker(async () =>
    {
        for (long ended = 0; ended < run.Operations; ended += Chain)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            SpawnLink(Chain - 1, done);
            await done.Task;
        }
    });

    private static void SpawnLink(int left, TaskCompletionSource done) => Task.Run(() =>
    {
        if (left == 0)
        {
            done.SetResult();
        }
        else
        {
            SpawnLink(left - 1, done);
        }
    });
}
