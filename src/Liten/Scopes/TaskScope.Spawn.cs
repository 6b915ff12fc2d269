using System.Runtime.CompilerServices;

namespace Liten;

/// <content>How children are spawned, for every kind of body.</content>
public sealed partial class TaskScope
{
    /// <summary>Starts a child, which never outlives the scope; an <c>async</c> lambda binds to this form.</summary>
    /// <param name="body">The child's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the child was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the child was spawned.</param>
    /// <returns>
    /// The child: await it, abort it, or drop it. While the scope is being aborted it is aborted already.
    /// </returns>
    /// <remarks>
    /// The body never runs on the caller's stack. The ExecutionContext (AsyncLocal, Activity, culture) of the caller
    /// flows into the child.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The scope has ended, or the calling task is not inside of it.
    /// </exception>
    /// <exception cref="TaskLimitExceededException">
    /// The scope has as many children as its MaxConcurrency allows, or the runtime as many tasks as its MaxTasks.
    /// </exception>
    public JoinHandle Spawn(
        Func<LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> Spawn<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <summary>Starts a child whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle Spawn<TState>(
        TState state, Func<TState, LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, state, body, Site(options, file, line)).Start();

    /// <summary>Starts a child whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> Spawn<TState, T>(
        TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, state, body, Site(options, file, line)).Start();

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle Spawn(
        Func<Task> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle<T> Spawn<T>(
        Func<Task<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle Spawn(
        Func<ValueTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle<T> Spawn<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(_host, body, Site(options, file, line)).Start();

    /// <summary>
    /// Starts a child once there is room below <see cref="ScopeOptions.MaxConcurrency"/> and the runtime's MaxTasks:
    /// first come, first served.
    /// </summary>
    /// <param name="body">The child's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="cancellationToken">Ends the wait for room. It does not touch a child that has started.</param>
    /// <param name="file">Filled in by the compiler: where the child was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the child was spawned.</param>
    /// <returns>The child's handle, once it has started; await it once, and await it at all.</returns>
    /// <exception cref="InvalidOperationException">
    /// The scope has ended, or the calling task is not inside of it.
    /// </exception>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled before.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted before.</exception>
    public LitenTask<JoinHandle> SpawnAsync(
        Func<LitenTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public LitenTask<JoinHandle> SpawnAsync(
        Func<Task> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<Task<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public LitenTask<JoinHandle> SpawnAsync(
        Func<ValueTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, Site(options, file, line)), cancellationToken);
}
