namespace Liten.Tests.Combinations;

/// <summary>What runs the tasks of a cell.</summary>
internal enum SchedulerKind
{
    OneWorker,
    TwoWorkers,
    TwoWithoutStealing,
    CurrentThread,
}
