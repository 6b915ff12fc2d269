namespace Liten;

/// <summary>What may be said about a task when it is spawned.</summary>
/// <example><code>runtime.Spawn(ReadAsync, new SpawnOptions { Name = "reader" });</code></example>
public sealed class SpawnOptions
{
    /// <summary>A name for people: in reports, hooks and error messages. Names need not be unique.</summary>
    /// <value>The default is null, no name.</value>
    public string? Name { get; init; }
}
