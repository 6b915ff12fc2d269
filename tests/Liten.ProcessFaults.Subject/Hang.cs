namespace Liten.ProcessFaults.Subject;

/// <summary>Never ends: for the test of the runner.</summary>
internal static class Hang
{
    public static int Run()
    {
        Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(1).WorkerThreadName("hangs"));
        Figure.Write("begun", 1);
        runtime.BlockOn(async () => await Time.Sleep(Timeout.InfiniteTimeSpan));
        return 0;
    }
}
