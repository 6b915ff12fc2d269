using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Tasks without a result, which are taken one after another in the order in which they end.</summary>
/// <remarks>What <see cref="JoinSet{T}"/> says of failures, threads and the end holds here too.</remarks>
/// <example>
/// <code>
/// await using var connections = new JoinSet();
/// while (await listener.AcceptAsync() is { } connection)
/// {
///     connections.Spawn(connection, static async connection => await ServeAsync(connection));
///     while (connections.TryNext(out JoinResult ended))
///     {
///         log.Write($"{ended.Task} has ended: {ended.Exception?.Message ?? "well"}");
///     }
/// }
/// </code>
/// </example>
public sealed class JoinSet : JoinSetCore<JoinResult>, IAsyncEnumerable<JoinResult>
{
    /// <summary>Makes an empty set for the runtime whose code runs here.</summary>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    public JoinSet()
    {
    }

    /// <summary>Starts a task in the set; an <c>async</c> lambda binds to this form.</summary>
    /// <param name="body">The task's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the task was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the task was spawned.</param>
    /// <returns>The task: await it, abort it, or drop it. Its end comes out of the set in any case.</returns>
    /// <remarks>
    /// The body never runs on the caller's stack. The ExecutionContext (AsyncLocal, Activity, culture) of the caller
    /// flows into the task. After the runtime's shutdown the task is aborted already.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The set was disposed.</exception>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime has as many live tasks as its MaxTasks allows.
    /// </exception>
    public JoinHandle Spawn(
        Func<LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <summary>Starts a task whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle Spawn<TState>(
        TState state, Func<TState, LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, state, body, new(options, file, line, this)));

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle Spawn(
        Func<Task> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle Spawn(
        Func<ValueTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <summary>What <c>await foreach</c> uses: the tasks as they end, until the set is empty.</summary>
    /// <param name="cancellationToken">Ends a wait, and with it the loop; it touches no task.</param>
    public JoinSetEnumerator<JoinResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new(this, cancellationToken);

    IAsyncEnumerator<JoinResult> IAsyncEnumerable<JoinResult>.GetAsyncEnumerator(
        CancellationToken cancellationToken)
        => GetAsyncEnumerator(cancellationToken);

    private protected override JoinResult Read(TaskCore task) => new((JoinHandle)task);
}
