using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Runs code that blocks on threads of its own, so that it holds up no task.</summary>
/// <remarks>
/// <para>
/// A job goes to an idle thread of the runtime's blocking pool. If none is idle, it goes to a new thread while there
/// are fewer than the runtime's maximum. Else it waits its turn: first come, first served. The queue has no limit
/// unless <see cref="RuntimeOptions.MaxBlockingQueue"/> sets one.
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
    /// <exception cref="BlockingQueueFullException">
    /// As many jobs wait for a thread as <see cref="RuntimeOptions.MaxBlockingQueue"/> allows.
    /// </exception>
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
    /// <exception cref="BlockingQueueFullException">
    /// As many jobs wait for a thread as <see cref="RuntimeOptions.MaxBlockingQueue"/> allows.
    /// </exception>
    /// <exception cref="OutOfMemoryException">The pool has no thread and the system has none to give.</exception>
    public static JoinHandle Spawn(
        Action body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.Spawn(CurrentPool(), body, new(options, file, line));

    /// <summary>
    /// Runs a function on a blocking thread of the current runtime, and waits for a place in the pool's queue first if
    /// that is full.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="body">The function. It may block as long as it likes. It must not be async.</param>
    /// <param name="options">A name, or null.</param>
    /// <param name="cancellationToken">Ends the wait for a place. It does not reach the job.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>
    /// The job, which has been queued: <c>await await Blocking.SpawnAsync(..)</c> gives its result. Await it, also when
    /// you no longer want the job.
    /// </returns>
    /// <remarks>
    /// Places go to those who wait in the order in which they came, and
    /// <see cref="Spawn{T}(Func{T}, SpawnOptions?, string, int)"/> does not overtake them.
    /// Without <see cref="RuntimeOptions.MaxBlockingQueue"/> it never waits.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException">The function returns a task instead of a value.</exception>
    /// <exception cref="InvalidOperationException">The calling code belongs to no runtime.</exception>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted first.</exception>
    public static LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<T> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.SpawnAsync(CurrentPool(), body, new(options, file, line), cancellationToken);

    /// <inheritdoc cref="SpawnAsync{T}(Func{T}, SpawnOptions?, CancellationToken, string, int)"/>
    public static LitenTask<JoinHandle> SpawnAsync(
        Action body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return BlockingSpawning.SpawnAsync(CurrentPool(), body, new(options, file, line), cancellationToken);
    }

    /// <summary>Runs a function that blocks right here, while another thread runs what else is ready.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="body">The function. It may block as long as it likes. It must not be async.</param>
    /// <returns>What the function returns; its exception passes through as it is.</returns>
    /// <remarks>
    /// <para>
    /// For short calls that may block, in code that needs the result at once or borrows what is on the stack: the
    /// function runs on the calling thread, in the calling task, and its context stays as it is. Before it begins, the
    /// worker hands everything it has to run to a stand-in thread. So other tasks go on even when all workers are in
    /// here at the same time. The thread is the worker again when the function has ended or, if the stand-in has begun
    /// to work, at the task's next wait. Each call costs some microseconds; where many calls wait long,
    /// <see cref="Spawn{T}(Func{T}, SpawnOptions?, string, int)"/> bounds the number of threads.
    /// </para>
    /// <para>
    /// Works in every kind of body: <c>LitenTask</c>, <c>Task</c> and <c>ValueTask</c> methods. On a blocking thread
    /// and outside of a runtime there is nothing to hand over, and the function just runs. So does a call inside of
    /// another one. What runs beside this task in the same call, such as another branch of a WhenAll, waits for it.
    /// </para>
    /// <para>
    /// Cancellation: an abort does not stop the function; the task's next wait throws. The function may wait for async
    /// code with <c>runtime.BlockOn(..)</c>.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// string text = Blocking.InPlace(() =&gt; File.ReadAllText(path));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException">The function returns a task instead of a value.</exception>
    /// <exception cref="InvalidOperationException">
    /// The code runs on a current-thread runtime, where no other thread could take the work over.
    /// </exception>
    public static T InPlace<T>(Func<T> body)
    {
        BlockingSpawning.EnsureBlocks(body);
        Turn? turn = StepAside();
        try
        {
            return body();
        }
        finally
        {
            turn?.StepBack();
        }
    }

    /// <inheritdoc cref="InPlace{T}(Func{T})"/>
    public static void InPlace(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Turn? turn = StepAside();
        try
        {
            body();
        }
        finally
        {
            turn?.StepBack();
        }
    }

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

    /// <summary>The turn to step back into afterwards; null where nothing was handed over.</summary>
    private static Turn? StepAside()
    {
        Turn? turn = Turn.Current;
        if (turn is not { IsWorker: true, IsRunning: true })
        {
            return null;
        }

        if (!turn.HasStandIns)
        {
            throw new InvalidOperationException(
                "Blocking.InPlace would block the only thread of a current-thread runtime, and everything else that " +
                "runs there. Await Blocking.Spawn instead, or use a runtime with worker threads.");
        }

        return turn.TryStepAside() ? turn : null;
    }

    private static BlockingPool CurrentPool() => BlockingPool.Current ?? throw new InvalidOperationException(
        "Blocking.Spawn needs a runtime, and the calling code belongs to none. Call SpawnBlocking on a runtime you " +
        "have, or run this code inside Runtime.BlockOn, a spawned task or a method marked [LitenMain].");
}
