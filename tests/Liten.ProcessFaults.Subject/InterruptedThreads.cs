namespace Liten.ProcessFaults.Subject;

/// <summary>
/// <c>Thread.Interrupt</c> at a worker, busy and asleep. It hurts nobody until a task on that worker makes a blocking call, which
/// then throws, as it would on any thread; that task faults and no other.
/// </summary>
internal static class InterruptedThreads
{
    private const int Rounds = 500;

    public static int Run()
    {
        using Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(1));
        Thread worker = runtime.BlockOn(static async () => Thread.CurrentThread);
        int worked = 0;
        for (int i = 0; i < Rounds; i++)
        {
            worker.Interrupt();
            worked += runtime.BlockOn(static async () =>
            {
                await LitenTask.Yield();
                await Time.Sleep(TimeSpan.FromMicroseconds(50));
                return 1;
            });
        }

        Figure.Write("rounds", Rounds);
        Figure.Write("worked", worked);

        worker.Interrupt();
        JoinHandle blocking = runtime.Spawn(static async () => Thread.Sleep(1));
        JoinHandle after = runtime.Spawn(static async () => Thread.Sleep(1));
        Figure.Write("blocking-call-interrupted", runtime.BlockOn(async () => await blocking.JoinAsync()).Exception is ThreadInterruptedException);
        Figure.Write("next-one-unharmed", runtime.BlockOn(async () => await after.JoinAsync()).IsSuccess);
        Figure.Write("parker-interrupted", ParkPortably());
        return 0;
    }

    /// <summary>The parker of platforms without futexes sleeps in a wait that an interrupt can end.</summary>
    private static int ParkPortably()
    {
        var parker = new Parker(new MonitorWord());
        int taken = 0;
        var thread = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                parker.Park();
                Volatile.Write(ref taken, i + 1);
            }
        });
        thread.Start();
        for (int i = 0; i < Rounds; i++)
        {
            thread.Interrupt();
            parker.Unpark();
            HangWatch.Until(() => Volatile.Read(ref taken) > i);
        }

        thread.Join();
        return taken;
    }
}
