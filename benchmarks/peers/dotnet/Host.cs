namespace Liten.Peers;

/// <summary>The thread pool that the rows run on.</summary>
internal static class Host
{
    /// <summary>
    /// The orchestrator holds the pool to the workers' number by its environment (DOTNET_ThreadPool_ForceMin/MaxWorkerThreads):
    /// SetMaxThreads refuses fewer threads than processors.
    /// </summary>
    public static void RequireThreads(int workers)
    {
        ThreadPool.GetMinThreads(out int fewest, out _);
        ThreadPool.GetMaxThreads(out int most, out _);
        if (fewest != workers || most != workers)
        {
            throw new InvalidOperationException($"The pool has {fewest} to {most} threads, and not {workers}. Set DOTNET_ThreadPool_ForceMinWorkerThreads and DOTNET_ThreadPool_ForceMaxWorkerThreads.");
        }
    }

    /// <summary>Runs the row's root as a task on a worker, while this thread waits.</summary>
    public static Outcome OnWorker(Func<Task> root)
    {
        Task.Run(root).GetAwaiter().GetResult();
        return Outcome.Timed;
    }

    /// <summary>Lets others run until so many events were counted.</summary>
    public static async Task AwaitCount(long target)
    {
        while (Counter.Sum() < target)
        {
            await Task.Yield();
        }
    }
}
