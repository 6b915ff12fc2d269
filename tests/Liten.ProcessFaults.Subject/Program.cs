namespace Liten.ProcessFaults.Subject;

/// <summary>Runs one scenario. What it counts goes to stdout as lines of <c>name=value</c>; judging is left to the test that started it.</summary>
internal static class Program
{
    private const int WrongUsage = 2;

    private static readonly Dictionary<string, Func<int>> s_scenarios = new()
    {
        ["threads-at-build"] = ThreadShortage.AtBuild,
        ["threads-at-growth"] = ThreadShortage.AtGrowthOfTheBlockingPool,
        ["threads-refused"] = RefusedThreads.Run,
        ["memory-max-tasks"] = MemoryShortage.WithMaxTasks,
        ["memory-queued"] = MemoryShortage.OfQueuedTasks,
        ["memory-runaway"] = MemoryPeaks.OfRunawaySpawner,
        ["memory-burst"] = MemoryPeaks.OfBurst,
        ["starved-pool"] = StarvedThreadPool.Run,
        ["churn"] = RuntimeChurn.Run,
        ["abandoned"] = AbandonedRuntimes.Run,
        ["exit-return"] = ExitUnderWay.ByReturn,
        ["exit-environment"] = ExitUnderWay.ByEnvironmentExit,
        ["exit-on-worker"] = ExitUnderWay.ByEnvironmentExitOnWorker,
        ["exit-in-job"] = ExitUnderWay.ByEnvironmentExitInBlockingJob,
        ["exit-unhandled"] = ExitUnderWay.ByUnhandledException,
        ["exit-unhandled-thread"] = ExitUnderWay.ByUnhandledExceptionOnAThread,
        ["dispose-in-process-exit"] = DisposeAtTheEnd.InProcessExit,
        ["dispose-in-unloading"] = DisposeAtTheEnd.InUnloading,
        ["dispose-async"] = DisposeAtTheEnd.Asynchronously,
        ["dispose-current-thread"] = DisposeAtTheEnd.OfCurrentThread,
        ["dispose-while-main-does"] = DisposeAtTheEnd.WhileMainDisposes,
        ["dispose-async-while-main-does"] = DisposeAtTheEnd.AsynchronouslyWhileMainDisposes,
        ["dispose-by-using"] = DisposeAtTheEnd.ByUsing,
        ["dispose-in-unhandled"] = DisposeAtTheEnd.InUnhandledException,
        ["dispose-by-signal"] = DisposeAtTheEnd.BySignal,
        ["frozen"] = FrozenProcess.Run,
        ["deep-awaits"] = DeepChains.OfAwaits,
        ["deep-joins"] = DeepChains.OfJoins,
        ["deep-when-all"] = DeepChains.OfWhenAll,
        ["deep-mutex"] = DeepChains.OfMutexHandOver,
        ["deep-oneshots"] = DeepChains.OfOneshots,
        ["deep-abort"] = DeepChains.OfAwaitsAborted,
        ["deep-shutdown"] = DeepChains.OfJoinsShutDown,
        ["interrupt"] = InterruptedThreads.Run,
        ["hang"] = Hang.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length != 1 || !s_scenarios.TryGetValue(args[0], out Func<int>? scenario))
        {
            Console.Error.WriteLine($"one of these is expected: {string.Join(", ", s_scenarios.Keys)}");
            return WrongUsage;
        }

        HangWatch.Start();
        return scenario();
    }
}
