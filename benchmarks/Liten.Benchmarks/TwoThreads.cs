using BenchmarkDotNet.Attributes;

namespace Liten.Benchmarks;

/// <summary>The same two threads for both sides: a runtime with two workers, and a ThreadPool that is held to two threads.</summary>
public abstract class TwoThreads
{
    public const int Threads = 2;

    protected Runtime Runtime { get; private set; } = null!;

    /// <summary>Holds the ThreadPool to as many threads as the runtime has workers, so that neither side wins by having more.</summary>
    /// <returns>False on a machine with more processors, where the ThreadPool refuses: set DOTNET_PROCESSOR_COUNT=2 there.</returns>
    public static bool LimitThreadPool() => ThreadPool.SetMinThreads(Threads, Threads) & ThreadPool.SetMaxThreads(Threads, Threads);

    [GlobalSetup]
    public virtual void SetUp()
    {
        LimitThreadPool();
        Runtime = Runtime.CreateBuilder().WorkerThreads(Threads).Build();
    }

    [GlobalCleanup]
    public void CleanUp() => Runtime.Dispose();

    /// <summary>Runs a baseline's body on the ThreadPool, as BlockOn runs Liten's on a worker.</summary>
    protected static void OnThreadPool(Func<Task> body) => Task.Run(body).GetAwaiter().GetResult();
}
