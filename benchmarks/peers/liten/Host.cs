namespace Liten.Peers;

/// <summary>The runtime that the rows run on.</summary>
internal static class Host
{
    public static Runtime Runtime { get; private set; } = null!;

    public static void Start(int workers) => Runtime = Build(workers);

    public static Runtime Build(int workers) => Runtime.CreateBuilder().WorkerThreads(workers).Build();

    /// <summary>Runs the row's root as a task on a worker, while this thread waits.</summary>
    public static Outcome OnWorker(Func<LitenTask> root)
    {
        Runtime.BlockOn(root);
        return Outcome.Timed;
    }

    /// <summary>Lets others run until so many events were counted.</summary>
    public static async LitenTask AwaitCount(long target)
    {
        while (Counter.Sum() < target)
        {
            await LitenTask.Yield();
        }
    }
}
