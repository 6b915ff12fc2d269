namespace Liten.Telemetry.Tests;

/// <summary>Tests that listen to what all runtimes of the process share run one after the other.</summary>
[CollectionDefinition(nameof(Process), DisableParallelization = true)]
public sealed class Process;
