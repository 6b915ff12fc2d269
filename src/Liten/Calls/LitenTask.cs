using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// The result of an async method or a wait that costs almost nothing to await. Await it once, like a <see cref="ValueTask"/>.
/// </summary>
/// <remarks>
/// <para>
/// A LitenTask is already running when you get it. One that has completed synchronously allocates nothing; one that suspends
/// uses a pooled object, which is why it may be awaited only once. <see cref="AsTask"/> gives a <see cref="Task"/> that may be
/// awaited many times.
/// </para>
/// <para>Thread safety: one LitenTask belongs to one awaiter. Awaiting it a second time throws <see cref="InvalidOperationException"/>.</para>
/// <example>
/// <code>
/// static async LitenTask GreetAsync()
/// {
///     await Time.Sleep(TimeSpan.FromMilliseconds(10));
///     Console.WriteLine($"Hello from task {LitenTask.Current.Id}");
/// }
/// </code>
/// </example>
/// </remarks>
[AsyncMethodBuilder(typeof(LitenTaskMethodBuilder))]
public readonly struct LitenTask
{
    internal readonly AwaitSource<VoidResult>? Source;
    private readonly uint _token;

    internal LitenTask(AwaitSource<VoidResult>? source, uint token)
    {
        Source = source;
        _token = token;
    }

    internal LitenTask(LitenTask<VoidResult> task)
        : this(task.Source, task.Token)
    {
    }

    /// <summary>Whether the task has completed, successfully or not.</summary>
    public bool IsCompleted => Source is null || Source.IsDone(_token);

    /// <summary>The source to register with, after a check that it still is in this task's use.</summary>
    internal AwaitSource<VoidResult>? SourceToAwait => AsVoidResult.SourceToAwait;

    internal LitenTask<VoidResult> AsVoidResult => Source is null ? default : new LitenTask<VoidResult>(Source, _token);

    /// <summary>Gets the awaiter that <c>await</c> uses.</summary>
    public LitenTaskAwaiter GetAwaiter() => new(this);

    /// <summary>A <see cref="Task"/> with the same outcome. Uses up this LitenTask.</summary>
    /// <remarks>An aborted or cancelled wait becomes a cancelled task.</remarks>
    public Task AsTask() => Source is null ? Task.CompletedTask : AsVoidResult.AsTask();

    /// <summary>A <see cref="ValueTask"/> with the same outcome. Uses up this LitenTask.</summary>
    public ValueTask AsValueTask() => Source is null ? default : new ValueTask(AsTask());

    /// <summary>A task that has completed.</summary>
    public static LitenTask CompletedTask => default;

    /// <summary>The task whose code is running.</summary>
    /// <exception cref="InvalidOperationException">No task of a runtime is running here.</exception>
    public static CurrentTask Current => new(ThreadContext.CurrentTask ?? throw new InvalidOperationException(
        "No Liten task is running here. LitenTask.Current works inside a task that Spawn or BlockOn started; " +
        "in an async Task method that such a task calls, read it before the first await, or pass it as an argument."));

    /// <summary>A task that has completed with a result.</summary>
    public static LitenTask<T> FromResult<T>(T result) => new(result);

    /// <summary>A task that has failed.</summary>
    public static LitenTask FromException(Exception exception) => new(FromException<VoidResult>(exception));

    /// <summary>A task that has failed.</summary>
    public static LitenTask<T> FromException<T>(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var source = new EndedSource<T>(exception);
        return new LitenTask<T>(source, source.Version);
    }

    /// <summary>Lets everything else that is ready run first, then goes on. Outside a runtime it goes through the captured context or the ThreadPool.</summary>
    /// <remarks>Awaiting it always suspends. In a task that was aborted, going on throws <see cref="TaskAbortedException"/>.</remarks>
    public static LitenTask Yield() => new(YieldSource.Instance, 0);

    /// <summary>Starts a task on the current runtime. The body never runs on the caller's stack; an <c>async</c> lambda binds to this form.</summary>
    /// <param name="body">The task's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the task was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the task was spawned.</param>
    /// <returns>The task: await it, abort it, or drop it. After shutdown it is aborted already.</returns>
    /// <remarks>The ExecutionContext (AsyncLocal, Activity, culture) of the caller flows into the task.</remarks>
    /// <exception cref="TaskLimitExceededException">The runtime has as many live tasks as its MaxTasks allows.</exception>
    /// <exception cref="InvalidOperationException">The caller is in no runtime.</exception>
    public static JoinHandle Spawn(Func<LitenTask> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle<T> Spawn<T>(Func<LitenTask<T>> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <summary>Starts a task on the current runtime, with a state that is handed to its body, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle Spawn<TState>(TState state, Func<TState, LitenTask> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), state, body, options, file, line);

    /// <summary>Starts a task on the current runtime, with a state that is handed to its body, so that a <c>static</c> lambda needs no closure.</summary>
    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public static JoinHandle<T> Spawn<TState, T>(TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), state, body, options, file, line);

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static JoinHandle Spawn(Func<Task> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public static JoinHandle<T> Spawn<T>(Func<Task<T>> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static JoinHandle Spawn(Func<ValueTask> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <inheritdoc cref="LitenTask.Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public static JoinHandle<T> Spawn<T>(Func<ValueTask<T>> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Spawn(CurrentHost(), body, options, file, line);

    /// <summary>Completes when all tasks have completed. If some fail, the first of them in order decides the exception, after all have ended.</summary>
    /// <param name="tasks">The tasks; they are used up.</param>
    public static LitenTask WhenAll(params LitenTask[] tasks) => Combining.WhenAll(tasks);

    /// <summary>Completes with all results, in order, when all tasks have completed.</summary>
    /// <inheritdoc cref="WhenAll(LitenTask[])"/>
    public static LitenTask<T[]> WhenAll<T>(params LitenTask<T>[] tasks) => Combining.WhenAll(tasks);

    /// <summary>Completes when all spawned tasks have ended. If some failed, the first of them in order decides the exception.</summary>
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
    public static LitenTask<JoinHandle<T>> WhenAny<T>(params IEnumerable<JoinHandle<T>> handles) => Combining.WhenAny(handles);

    internal void EndAwait() => Source?.GetResult(_token);

    private static TaskHost CurrentHost() => TaskHost.Current ?? throw new InvalidOperationException(
        "LitenTask.Spawn needs a runtime, and this code runs outside of one. Call Spawn on a Runtime, or start from runtime.BlockOn(...) or [LitenMain].");
}
