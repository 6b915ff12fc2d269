using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Runs code that blocks on threads of its own, so that it holds up no task.</summary>
/// <remarks>
/// <para>
/// A job goes to an idle thread of the runtime's blocking pool. If none is idle, it goes to a new thread while there
/// are fewer than the runtime's maximum. Else it waits its turn: first come, first served.
/// </para>
/// <para>Thread safety: all members may be called from any code of a runtime.</para>
/// <para>
/// Cancellation: aborting a job that waits its turn ends it at once, and it never runs. Aborting one that has begun
/// changes nothing, for nothing can stop a thread that blocks. Pass a
/// <see cref="CancellationToken"/> to the code itself.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// string text = await Blocking.Spawn(() =&gt; File.ReadAllText(path));
/// </code>
/// </example>
public static class Blocking
{
    private const string AsyncBody =
        "The function is async: it would not block but return at its first await. Use LitenTask.Spawn for it, " +
        "and Blocking.Spawn inside it for the calls that block.";

    /// <summary>Runs a function on a blocking thread of the current runtime.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="body">The function. It may block as long as it likes. It must not be async.</param>
    /// <param name="options">A name, or null.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>
    /// The job. Awaiting it gives the function's result or rethrows its exception. After shutdown it is aborted
    /// already.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException">The function returns a task instead of a value.</exception>
    /// <exception cref="InvalidOperationException">The calling code belongs to no runtime.</exception>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    /// <exception cref="OutOfMemoryException">The pool has no thread and the system has none to give.</exception>
    public static JoinHandle<T> Spawn<T>(
        Func<T> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.Spawn(CurrentPool(), body, new(options, file, line));

    /// <summary>Runs an action on a blocking thread of the current runtime.</summary>
    /// <param name="body">The action. It may block as long as it likes. It must not be async.</param>
    /// <param name="options">A name, or null.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>
    /// The job. Awaiting it waits for the action's end or rethrows its exception. After shutdown it is aborted already.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The calling code belongs to no runtime.</exception>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    /// <exception cref="OutOfMemoryException">The pool has no thread and the system has none to give.</exception>
    public static JoinHandle Spawn(
        Action body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.Spawn(CurrentPool(), body, new(options, file, line));

    /// <summary>Does not compile: an async function does not block.</summary>
    /// <typeparam name="TTask">A kind of <see cref="Task"/>.</typeparam>
    /// <param name="body">Not called.</param>
    /// <param name="options">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    // Generic over the task, so that a lambda which never returns (an endless loop, a throw) still is an Action.
    [Obsolete(AsyncBody, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static JoinHandle<TTask> Spawn<TTask>(Func<TTask> body, SpawnOptions? options = null)
        where TTask : Task
        => throw new ArgumentException(AsyncBody, nameof(body));

    private static BlockingPool CurrentPool() => BlockingPool.Current ?? throw new InvalidOperationException(
        "Blocking.Spawn needs a runtime, and the calling code belongs to none. Call SpawnBlocking on a runtime you " +
        "have, or run this code inside Runtime.BlockOn, a spawned task or a method marked [LitenMain].");
}
