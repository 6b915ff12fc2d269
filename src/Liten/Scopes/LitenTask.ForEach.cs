using System.Runtime.CompilerServices;

namespace Liten;

/// <content>A loop whose rounds run at the same time.</content>
public readonly partial struct LitenTask
{
    /// <summary>Runs a body for each item of a source, for several items at a time.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="source">The items; pulled one at a time, in their order, when a body can run.</param>
    /// <param name="maxConcurrency">For how many items the body may run at a time: 1 or more.</param>
    /// <param name="body">What is done with an item.</param>
    /// <param name="cancellationToken">
    /// Aborts the whole, which ends with an OperationCanceledException of this token then.
    /// </param>
    /// <param name="file">Filled in by the compiler: where the loop stands.</param>
    /// <param name="line">Filled in by the compiler: where the loop stands.</param>
    /// <returns>The end of the loop, when all bodies have ended; await it once, and await it at all.</returns>
    /// <remarks>
    /// <para>
    /// The bodies run in a <see cref="TaskScope"/> of the caller's runtime. The first failure, of a body or of the
    /// source, aborts the others and is rethrown as it was thrown, once all have unwound and the source's enumerator
    /// is disposed. Every further one goes to <c>OnUnhandledException</c>.
    /// </para>
    /// <para>
    /// Nothing is kept but the items that are being worked on, so a source may be endless. The enumerator is used on
    /// the runtime, by one worker at a time. Where the runtime has no room for more tasks, fewer bodies run at a time.
    /// </para>
    /// <para>
    /// Cancellation: an abort of the awaiting task reaches the bodies and the source; an asynchronous source also gets
    /// a token of it. The await ends when all has unwound. Fairness: bodies that never wait hold their worker threads.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="source"/> or <paramref name="body"/> is null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    /// <exception cref="TaskLimitExceededException">
    /// When awaited: the runtime has as many live tasks as it may, and not even one body could run.
    /// </exception>
    /// <example>
    /// <code>
    /// await LitenTask.ForEachAsync(pages, 8, async page => await SaveAsync(await LoadAsync(page)));
    /// </code>
    /// </example>
    public static LitenTask ForEachAsync<T>(
        IEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, body).Run(file, line, cancellationToken);
    }

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, int, Func{T, LitenTask}, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask ForEachAsync<T>(
        IEnumerable<T> source, int maxConcurrency, Func<T, Task> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, item => Round(body, item)).Run(file, line, cancellationToken);
    }

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, int, Func{T, LitenTask}, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask ForEachAsync<T>(
        IEnumerable<T> source, int maxConcurrency, Func<T, ValueTask> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, item => Round(body, item)).Run(file, line, cancellationToken);
    }

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, int, Func{T, LitenTask}, CancellationToken, string, int)"/>
    public static LitenTask ForEachAsync<T>(
        IAsyncEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, body).Run(file, line, cancellationToken);
    }

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, int, Func{T, LitenTask}, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask ForEachAsync<T>(
        IAsyncEnumerable<T> source, int maxConcurrency, Func<T, Task> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, item => Round(body, item)).Run(file, line, cancellationToken);
    }

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, int, Func{T, LitenTask}, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask ForEachAsync<T>(
        IAsyncEnumerable<T> source, int maxConcurrency, Func<T, ValueTask> body,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        CheckLoop(source, maxConcurrency, body);
        return ForEachSource.Over(source, maxConcurrency, item => Round(body, item)).Run(file, line, cancellationToken);
    }

    private static void CheckLoop(object source, int maxConcurrency, object body)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ArgumentNullException.ThrowIfNull(body);
        if (TaskHost.Current is null)
        {
            throw new InvalidOperationException(
                "LitenTask.ForEachAsync needs a runtime, and this code runs outside of one. Call it inside of a task " +
                "that Runtime.Spawn or runtime.BlockOn(...) has started, or start from [LitenMain].");
        }
    }

    // A body that returns one of .NET's tasks is awaited by a call of Liten's. The task flows with the ExecutionContext
    // then.

    private static async LitenTask Round<T>(Func<T, Task> body, T item)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        await (body(item)
            ?? throw new InvalidOperationException("The body of ForEachAsync returned null instead of a Task."));
    }

    private static async LitenTask Round<T>(Func<T, ValueTask> body, T item)
    {
        TaskIdentity.Flow(Turn.CurrentOwner!);
        await body(item);
    }
}
