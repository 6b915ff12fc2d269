namespace Liten;

/// <summary>
/// Where a task was spawned, with which options and into which group, if any: what every spawn hands down.
/// </summary>
internal readonly record struct SpawnSite(SpawnOptions? Options, string File, int Line, TaskGroup? Group = null);
