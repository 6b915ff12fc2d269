namespace Liten.Tests.Faults;

/// <summary>Where code runs, in one word.</summary>
internal sealed class Whereabouts(Runtime runtime, PumpingContext pump, TaskScheduler scheduler)
{
    public string Here()
    {
        string place = Turn.Current is { IsWorker: true } context ? TaskHost.Current!.Runtime == runtime ? "worker" : "worker of another runtime"
            : pump.IsThisThread ? "pump"
            : TaskScheduler.Current == scheduler ? "scheduler"
            : Thread.CurrentThread.IsThreadPoolThread ? "pool"
            : $"thread {Thread.CurrentThread.Name}";
        SynchronizationContext? expected = place switch
        {
            "worker" => runtime.SynchronizationContext,
            "pump" => pump,
            _ => null,
        };
        return ReferenceEquals(SynchronizationContext.Current, expected) ? place : $"{place} with the context {SynchronizationContext.Current}";
    }
}
