using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Tasks with a result, which are taken one after another in the order in which they end.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// A failure harms no other task of the set: it comes out as a result. A set that is disposed aborts its tasks and
/// waits for them; one that is merely dropped lets them run on. Each task that was not taken yet is kept: its result,
/// not its code.
/// </para>
/// <para>Thread safety: all members may be used from any thread, at any time.</para>
/// <para>
/// The set needs a runtime when it is made, and spawns there. A task of the set that waits for the next one must not be
/// the last: it would wait for itself.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await using var set = new JoinSet&lt;string&gt;();
/// foreach (Uri page in pages)
/// {
///     set.Spawn(page, static async page => await LoadAsync(page));
/// }
///
/// while (await set.NextAsync() is { } result)
/// {
///     Console.WriteLine(result.IsSuccess ? result.Value : result.Exception!.Message);
/// }
/// </code>
/// </example>
public sealed class JoinSet<T> : JoinSetCore<JoinResult<T>>, IAsyncEnumerable<JoinResult<T>>
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
    /// <returns>The task: await it, abort it, or drop it. Its result comes out of the set in any case.</returns>
    /// <remarks>
    /// The body never runs on the caller's stack. The ExecutionContext (AsyncLocal, Activity, culture) of the caller
    /// flows into the task. After the runtime's shutdown the task is aborted already.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The set was disposed.</exception>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime has as many live tasks as its MaxTasks allows.
    /// </exception>
    public JoinHandle<T> Spawn(
        Func<LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <summary>Starts a task whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask{T}}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> Spawn<TState>(
        TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, state, body, new(options, file, line, this)));

    /// <inheritdoc cref="Spawn(Func{LitenTask{T}}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle<T> Spawn(
        Func<Task<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <inheritdoc cref="Spawn(Func{LitenTask{T}}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle<T> Spawn(
        Func<ValueTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Start(Spawning.Make(Host, body, new(options, file, line, this)));

    /// <summary>What <c>await foreach</c> uses: the tasks as they end, until the set is empty.</summary>
    /// <param name="cancellationToken">Ends a wait, and with it the loop; it touches no task.</param>
    public JoinSetEnumerator<JoinResult<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new(this, cancellationToken);

    IAsyncEnumerator<JoinResult<T>> IAsyncEnumerable<JoinResult<T>>.GetAsyncEnumerator(
        CancellationToken cancellationToken)
        => GetAsyncEnumerator(cancellationToken);

    private protected override JoinResult<T> Read(TaskCore task) => new((JoinHandle<T>)task);
}
