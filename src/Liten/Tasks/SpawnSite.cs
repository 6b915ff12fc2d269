namespace Liten;

/// <summary>
/// Where a task is spawned, by which turn, with which options and into which group, if any: what every spawn hands
/// down.
/// </summary>
internal readonly record struct SpawnSite(SpawnOptions? Options, string File, int Line, TaskGroup? Group = null)
{
    /// <summary>
    /// The spawning thread's turn. Read once for all who need it: a thread static is a good part of what a spawn costs.
    /// </summary>
    public Turn? Turn { get; } = Turn.Current;
}
