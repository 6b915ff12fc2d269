using System.Runtime.CompilerServices;

namespace Liten;

/// <content>How a scope is opened, for every kind of body.</content>
public sealed partial class TaskScope
{
    /// <summary>
    /// Runs a body in a scope of its own and completes when the body and all children have ended; the first failure
    /// aborts the others.
    /// </summary>
    /// <param name="body">The code of the scope, which spawns children with the scope that it is given.</param>
    /// <param name="options">A name, a deadline, a limit, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the scope was opened.</param>
    /// <param name="line">Filled in by the compiler: where the scope was opened.</param>
    /// <returns>The scope's end, with the body's result if it has one; await it once.</returns>
    /// <remarks>
    /// When awaited it throws what the body or a child has failed with first. Without a failure it throws for what has
    /// cut the scope short, if anything was: a <see cref="TimeoutException"/>, the OperationCanceledException of the
    /// token, the <see cref="TaskAbortedException"/> of the task that awaits, or the scope's own.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as it may.</exception>
    public static LitenTask RunAsync(
        Func<TaskScope, LitenTask> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    public static LitenTask<T> RunAsync<T>(
        Func<TaskScope, LitenTask<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask RunAsync(
        Func<TaskScope, Task> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask<T> RunAsync<T>(
        Func<TaskScope, Task<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask RunAsync(
        Func<TaskScope, ValueTask> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask<T> RunAsync<T>(
        Func<TaskScope, ValueTask<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: false, file, line);

    /// <summary>
    /// The same for children that have nothing to do with each other: a child's failure does not touch the others. The
    /// body's failure aborts all.
    /// </summary>
    /// <inheritdoc cref="RunAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    public static LitenTask SuperviseAsync(
        Func<TaskScope, LitenTask> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    /// <inheritdoc cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    public static LitenTask<T> SuperviseAsync<T>(
        Func<TaskScope, LitenTask<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    /// <inheritdoc cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask SuperviseAsync(
        Func<TaskScope, Task> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    /// <inheritdoc cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask<T> SuperviseAsync<T>(
        Func<TaskScope, Task<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    /// <inheritdoc cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask SuperviseAsync(
        Func<TaskScope, ValueTask> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    /// <inheritdoc cref="SuperviseAsync(Func{TaskScope, LitenTask}, ScopeOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask<T> SuperviseAsync<T>(
        Func<TaskScope, ValueTask<T>> body, ScopeOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Open(body, options, supervises: true, file, line);

    // Opening.

    private static LitenTask Open(
        Func<TaskScope, LitenTask> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return new LitenTask(scope.RunToEnd(
            Spawning.Make(scope._host, (scope, body), static state => state.body(state.scope), scope.BodySite)));
    }

    private static LitenTask<T> Open<T>(
        Func<TaskScope, LitenTask<T>> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return scope.RunToEnd(
            Spawning.Make(scope._host, (scope, body), static state => state.body(state.scope), scope.BodySite));
    }

    private static LitenTask Open(
        Func<TaskScope, Task> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return new LitenTask(scope.RunToEnd(Spawning.Make(scope._host, () => body(scope), scope.BodySite)));
    }

    private static LitenTask<T> Open<T>(
        Func<TaskScope, Task<T>> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return scope.RunToEnd(Spawning.Make(scope._host, () => body(scope), scope.BodySite));
    }

    private static LitenTask Open(
        Func<TaskScope, ValueTask> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return new LitenTask(scope.RunToEnd(Spawning.Make(scope._host, () => body(scope), scope.BodySite)));
    }

    private static LitenTask<T> Open<T>(
        Func<TaskScope, ValueTask<T>> body, ScopeOptions? options, bool supervises, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new TaskScope(CurrentHost(), options ?? s_default, supervises, file, line);
        return scope.RunToEnd(Spawning.Make(scope._host, () => body(scope), scope.BodySite));
    }

    private static TaskHost CurrentHost() => TaskHost.Current ?? throw new InvalidOperationException(
        "A TaskScope needs a runtime, and this code runs outside of one. Open it inside of a task that Runtime.Spawn " +
        "or runtime.BlockOn(...) has started, or start from [LitenMain].");
}
