namespace Liten.ProcessFaults.Subject;

/// <summary>Nobody disposes these runtimes, and all of them have work.</summary>
internal static class AbandonedRuntimes
{
    private const int Count = 20;
    private const string Name = "abandoned";

    public static int Run()
    {
        for (int i = 0; i < Count; i++)
        {
            Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2).WorkerThreadName(Name));
            for (int task = 0; task < 10; task++)
            {
                _ = runtime.Spawn(static async () => await Time.Sleep(TimeSpan.FromHours(1)));
            }

            _ = runtime.SpawnBlocking(static () => Thread.Sleep(Timeout.Infinite));
            runtime.BlockOn(static async () => await LitenTask.Yield());
        }

        Figure.Write("runtimes", Count);
        Figure.Write("threads", ProcessFigures.CountThreads(Name));
        return 0;
    }
}
