namespace Liten.Tests.Scheduling;

/// <summary>The kinds of scheduler on which each specification must hold.</summary>
internal static class SchedulerKinds
{
    public static RuntimeBuilder OneWorker() => Runtime.CreateBuilder().WorkerThreads(1);

    public static RuntimeBuilder TwoWorkers() => Runtime.CreateBuilder().WorkerThreads(2);

    /// <summary>As if the process had one processor, whatever the machine has.</summary>
    public static RuntimeBuilder OneProcessor()
    {
        RuntimeBuilder builder = TwoWorkers();
        RuntimeUnderTest.OptionsOf(builder).Processors = 1;
        return builder;
    }

    public static RuntimeBuilder FourWorkers() => Runtime.CreateBuilder().WorkerThreads(4);

    public static RuntimeBuilder WithoutWorkStealing()
        => Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing();

    public static RuntimeBuilder CurrentThread() => Runtime.CreateBuilder().CurrentThread();
}
