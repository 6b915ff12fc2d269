using System.Runtime.CompilerServices;

namespace Liten;

/// <content>The verbs of tasks: spawn, the current one, wait for several.</content>
public readonly partial struct LitenTask
{
    /// <summary>The task whose code is running.</summary>
    /// <exception cref="InvalidOperationException">No task of a runtime is running here.</exception>
    public static CurrentTask Current => new(TaskCore.Current ?? throw new InvalidOperationException(
        "No Liten task is running here. LitenTask.Current works inside a task that Spawn or BlockOn started; " +
        "in an async Task method that such a task calls, read it before the first await, pass it as an argument, or " +
        "build the runtime with FlowCurrentTask()."));

    /// <summary>Starts a task on the current runtime; an <c>async</c> lambda binds to this form.</summary>
    /// <param name="body">The task's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the task was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the task was spawned.</param>
    /// <returns>The task: await it, abort it, or drop it. After shutdown it is aborted already.</returns>
    /// <remarks>
    /// The body never runs on the caller's stack. The ExecutionContext (AsyncLocal, Activity, culture) of the caller
    /// flows into the task.
    /// </remarks>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime has as many live tasks as its MaxTasks allows.
    /// </exception>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    public static JoinHandle Spawn(
        Func<LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle<T> Spawn<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <summary>Starts a task whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle Spawn<TState>(
        TState state, Func<TState, LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), state, body, site).Start(site.Turn);
    }

    /// <summary>Starts a task whose body is given a state, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle<T> Spawn<TState, T>(
        TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), state, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static JoinHandle Spawn(
        Func<Task> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static JoinHandle<T> Spawn<T>(
        Func<Task<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static JoinHandle Spawn(
        Func<ValueTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static JoinHandle<T> Spawn<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(CurrentHost(site.Turn), body, site).Start(site.Turn);
    }

    /// <summary>
    /// Starts a task once there is room below the runtime's MaxTasks: first come, first served. Where
    /// <see cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/> would throw, this waits.
    /// </summary>
    /// <param name="body">The task's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="cancellationToken">Ends the wait for room. It does not touch a task that has started.</param>
    /// <param name="file">Filled in by the compiler: where the task was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the task was spawned.</param>
    /// <returns>The task's handle, once it has started; await it once, and await it at all.</returns>
    /// <remarks>Without a limit it completes at once.</remarks>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled before.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted before.</exception>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    public static LitenTask<JoinHandle> SpawnAsync(
        Func<LitenTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="LitenTask.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    public static LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="LitenTask.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask<JoinHandle> SpawnAsync(
        Func<Task> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="LitenTask.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<Task<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="LitenTask.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask<JoinHandle> SpawnAsync(
        Func<ValueTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="LitenTask.SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(CurrentHost(), body, new(options, file, line)), cancellationToken);

    /// <summary>Completes when all tasks have completed; the first failure in order decides the exception.</summary>
    /// <param name="tasks">The tasks; they are used up.</param>
    public static LitenTask WhenAll(params LitenTask[] tasks) => Combining.WhenAll(tasks);

    /// <summary>Completes with all results, in order, when all tasks have completed.</summary>
    /// <inheritdoc cref="WhenAll(LitenTask[])"/>
    public static LitenTask<T[]> WhenAll<T>(params LitenTask<T>[] tasks) => Combining.WhenAll(tasks);

    /// <summary>
    /// Completes when all spawned tasks have ended; the first failure in order decides the exception.
    /// </summary>
    /// <param name="handles">The spawned tasks.</param>
    public static LitenTask WhenAll(params IEnumerable<JoinHandle> handles) => Combining.WhenAll(handles);

    /// <summary>Completes with all results, in order, when all spawned tasks have ended.</summary>
    /// <inheritdoc cref="WhenAll(IEnumerable{JoinHandle})"/>
    [OverloadResolutionPriority(1)]
    public static LitenTask<T[]> WhenAll<T>(params IEnumerable<JoinHandle<T>> handles) => Combining.WhenAll(handles);

    /// <summary>Completes with the first spawned task that ends, however it ends. The others run on.</summary>
    /// <param name="handles">The spawned tasks, at least one.</param>
    /// <exception cref="ArgumentException">There is no handle.</exception>
    public static LitenTask<JoinHandle> WhenAny(params IEnumerable<JoinHandle> handles) => Combining.WhenAny(handles);

    /// <inheritdoc cref="WhenAny(IEnumerable{JoinHandle})"/>
    [OverloadResolutionPriority(1)]
    public static LitenTask<JoinHandle<T>> WhenAny<T>(params IEnumerable<JoinHandle<T>> handles)
        => Combining.WhenAny(handles);

    private static TaskHost CurrentHost() => CurrentHost(Turn.Current);

    private static TaskHost CurrentHost(Turn? turn) => TaskHost.On(turn) ?? throw new InvalidOperationException(
        "LitenTask.Spawn needs a runtime, and this code runs outside of one. Call Spawn on a Runtime, or start from " +
        "runtime.BlockOn(...) or [LitenMain].");
}
