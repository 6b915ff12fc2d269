namespace Liten;

/// <summary>What may be said about a task when it is spawned.</summary>
/// <example><code>runtime.Spawn(ReadAsync, new SpawnOptions { Name = "reader" });</code></example>
public sealed class SpawnOptions
{
    /// <summary>A name for people: in reports, hooks and error messages. Names need not be unique.</summary>
    /// <value>The default is null, no name.</value>
    public string? Name { get; init; }

    /// <summary>Aborts the task when it is cancelled, as <see cref="JoinHandle.Abort"/> does.</summary>
    /// <value>The default is a token that is never cancelled.</value>
    /// <remarks>
    /// With a token that is cancelled already the task never starts. The task holds a place in the token's source only
    /// as long as it lives.
    /// </remarks>
    public CancellationToken CancellationToken { get; init; }
}
