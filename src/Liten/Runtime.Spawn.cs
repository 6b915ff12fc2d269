using System.Runtime.CompilerServices;

namespace Liten;

/// <content>What a runtime runs: tasks, blocking jobs, and a body that the caller waits for.</content>
public sealed partial class Runtime
{
    /// <summary>
    /// Starts a task on this runtime. The body never runs on the caller's stack; an <c>async</c> lambda binds to this
    /// form.
    /// </summary>
    /// <param name="body">The task's code.</param>
    /// <param name="options">A name, for instance.</param>
    /// <param name="file">Filled in by the compiler: where the task was spawned.</param>
    /// <param name="line">Filled in by the compiler: where the task was spawned.</param>
    /// <returns>The task: await it, abort it, or drop it. After shutdown it is aborted already.</returns>
    /// <remarks>The ExecutionContext (AsyncLocal, Activity, culture) of the caller flows into the task.</remarks>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime has as many live tasks as its MaxTasks allows.
    /// </exception>
    public JoinHandle Spawn(
        Func<LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> Spawn<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
    }

    /// <summary>
    /// Starts a task on this runtime, with a state that is handed to its body, so that a <c>static</c> lambda needs no
    /// closure.
    /// </summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle Spawn<TState>(
        TState state, Func<TState, LitenTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, state, body, site).Start(site.Turn);
    }

    /// <summary>
    /// Starts a task on this runtime, with a state that is handed to its body, so that a <c>static</c> lambda needs no
    /// closure.
    /// </summary>
    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> Spawn<TState, T>(
        TState state, Func<TState, LitenTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, state, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle Spawn(
        Func<Task> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public JoinHandle<T> Spawn<T>(
        Func<Task<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle Spawn(
        Func<ValueTask> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
    }

    /// <inheritdoc cref="Spawn(Func{LitenTask}, SpawnOptions?, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public JoinHandle<T> Spawn<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SpawnSite site = new(options, file, line);
        return Spawning.Make(_host, body, site).Start(site.Turn);
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
    /// <remarks>
    /// Where MaxTasks is not set it completes at once, and throws at the rough limit that stands for it.
    /// </remarks>
    /// <exception cref="OperationCanceledException">When awaited: the token was cancelled before.</exception>
    /// <exception cref="TaskAbortedException">When awaited: the calling task was aborted before.</exception>
    public LitenTask<JoinHandle> SpawnAsync(
        Func<LitenTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<LitenTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public LitenTask<JoinHandle> SpawnAsync(
        Func<Task> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<Task<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public LitenTask<JoinHandle> SpawnAsync(
        Func<ValueTask> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <inheritdoc cref="SpawnAsync(Func{LitenTask}, SpawnOptions?, CancellationToken, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public LitenTask<JoinHandle<T>> SpawnAsync<T>(
        Func<ValueTask<T>> body, SpawnOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.StartWhenRoom(Spawning.Make(_host, body, new(options, file, line)), cancellationToken);

    /// <summary>Runs a function that blocks (files, native code, locks) on a thread of the blocking pool.</summary>
    /// <inheritdoc cref="Blocking.Spawn{T}(Func{T}, SpawnOptions?, string, int)"/>
    public JoinHandle<T> SpawnBlocking<T>(
        Func<T> body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.Spawn(_blocking, body, new(options, file, line));

    /// <inheritdoc cref="SpawnBlocking{T}(Func{T}, SpawnOptions?, string, int)"/>
    public JoinHandle SpawnBlocking(
        Action body, SpawnOptions? options = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => BlockingSpawning.Spawn(_blocking, body, new(options, file, line));

    /// <summary>Runs the body as a task of this runtime and blocks the calling thread until it has ended.</summary>
    /// <remarks>
    /// Only this task is waited for: tasks it has spawned run on, except on a current-thread runtime, where they stop
    /// until the next BlockOn.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The calling thread is a worker of a runtime: blocking it would block its tasks. Await there instead, or call
    /// this inside of <see cref="Blocking.InPlace(Action)"/> or of a blocking job. Or the runtime drains, and takes
    /// nothing from outside.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The runtime has been shut down.</exception>
    /// <exception cref="TaskAbortedException">The runtime was shut down while the body ran.</exception>
    public void BlockOn(Func<LitenTask> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).ThrowIfFailed();

    /// <inheritdoc cref="BlockOn(Func{LitenTask}, string, int)"/>
    public T BlockOn<T>(Func<LitenTask<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).GetResult();

    /// <inheritdoc cref="BlockOn(Func{LitenTask}, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public void BlockOn(Func<Task> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).ThrowIfFailed();

    /// <inheritdoc cref="BlockOn(Func{LitenTask}, string, int)"/>
    [OverloadResolutionPriority(-1)]
    public T BlockOn<T>(Func<Task<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).GetResult();

    /// <inheritdoc cref="BlockOn(Func{LitenTask}, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public void BlockOn(Func<ValueTask> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).ThrowIfFailed();

    /// <inheritdoc cref="BlockOn(Func{LitenTask}, string, int)"/>
    [OverloadResolutionPriority(-2)]
    public T BlockOn<T>(Func<ValueTask<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Wait(Spawning.Make(HostForBlockOn(), body, new(null, file, line)).Start()).GetResult();

    private TaskHost HostForBlockOn()
    {
        RefuseOnWorker("BlockOn", "Await the body there instead, or use LitenTask.Spawn and await the handle.");
        ObjectDisposedException.ThrowIf(_host.IsClosing, this);
        if (_host.IsDraining && TaskHost.Current != _host)
        {
            throw new InvalidOperationException(
                $"BlockOn comes from outside, from where the runtime takes no more work: {this}. Call it before " +
                "DrainAsync.");
        }

        return _host;
    }

    private TTask Wait<TTask>(TTask task)
        where TTask : JoinHandle
    {
        _scheduler.WaitFor(task);
        return task;
    }
}
