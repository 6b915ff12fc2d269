namespace Liten.Soak.Loads;

/// <summary>Further runtimes, each made, used and ended with tasks still waiting.</summary>
internal sealed class ChurnLoad() : Load("runtimes")
{
    /// <summary>What their threads are called.</summary>
    public const string ThreadName = "soak-churn";

    private const int Sleepers = 5;

    public override async LitenTask<int> RunBatch(Random random)
    {
        int kind = random.Next(4);
        await Blocking.Spawn(() => MakeUseAndEnd(kind));
        return 1;
    }

    private static void MakeUseAndEnd(int kind)
    {
        Runtime runtime = Builder(kind).WorkerThreadName(ThreadName).Build();
        JoinHandle[] sleepers = [.. Enumerable.Range(0, Sleepers).Select(_ => runtime.Spawn(static async () => await Time.Sleep(Timeout.InfiniteTimeSpan)))];
        int result = runtime.BlockOn(static async () =>
        {
            await Time.Sleep(TimeSpan.FromMicroseconds(200));
            return await Blocking.Spawn(static () => 1) + await LitenTask.Spawn(static async () => 1);
        });
        runtime.Dispose();
        LossException.ThrowUnless(result == 2, "a task of a short-lived runtime came to a wrong result");
        LossException.ThrowUnless(sleepers.All(static sleeper => sleeper.IsCompleted), "a runtime ended without one of its tasks");
        RuntimeMetrics metrics = runtime.Metrics;
        LossException.ThrowUnless(metrics.SpawnedTasks == metrics.CompletedTasks && metrics.LiveTimers == 0, $"a runtime ended with {metrics}");
    }

    private static RuntimeBuilder Builder(int kind) => kind switch
    {
        0 => Runtime.CreateBuilder().CurrentThread(),
        1 => Runtime.CreateBuilder().WorkerThreads(1),
        2 => Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing(),
        _ => Runtime.CreateBuilder().WorkerThreads(3),
    };
}
