namespace Liten;

/// <summary>Where a task was spawned, and with which options: what every spawn hands down.</summary>
internal readonly record struct SpawnSite(SpawnOptions? Options, string File, int Line);
