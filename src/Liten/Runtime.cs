using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// An isolated set of worker threads, timers and a blocking pool that runs tasks. A program may have as many as it
/// wants.
/// </summary>
/// <remarks>
/// <para>Thread safety: all members may be used from any thread.</para>
/// <para>
/// Dispose it when it is no longer needed: its threads are background threads and end with the process, but tasks that
/// are still alive then do not get to run their <c>finally</c> blocks.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(2).Build();
/// int sum = runtime.BlockOn(async () =>
/// {
///     JoinHandle&lt;int&gt; one = LitenTask.Spawn(async () => 1);
///     JoinHandle&lt;int&gt; two = LitenTask.Spawn(async () => 2);
///     return await one + await two;
/// });
/// </code>
/// </example>
[DebuggerDisplay("{DebugText,nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed partial class Runtime : IDisposable, IAsyncDisposable
{
    private readonly RuntimeOptions _options;
    private readonly TaskHost _host;
    private readonly TimerDriver _timers;
    private readonly BlockingPool _blocking;
    private readonly RuntimeScheduler _scheduler;
    private readonly RuntimeWatch _watch;
    private readonly MetricsReader _reader;
    private readonly MeasuredRuntime _measured;
    private readonly TaskCompletionSource<ShutdownReport> _ended
        = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AtomicFlag _shutdownBegun;

    /// <summary>Builds a runtime and starts its threads.</summary>
    /// <param name="options">What it shall be like. The runtime copies it.</param>
    /// <exception cref="InvalidOperationException">Two options contradict each other.</exception>
    /// <exception cref="OutOfMemoryException">
    /// The system has no more threads to give; nothing is left behind.
    /// </exception>
    public Runtime(RuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyValidated();
        ProcessEnd.Watch();
        _host = new TaskHost(
            this, _options.CreateHooks(), _options.ExactMaxTasks, _options.SoftMaxTasks);
        _timers = new TimerDriver(_options.Clock, () => _scheduler!.DeadlineMovedUp());
        _host.Lanes = _options.CreateTaskLanes();
        _scheduler = RuntimeFactory.CreateScheduler(_options, _host, _timers);
        _blocking = RuntimeFactory.CreateBlockingPool(_options, _host);
        _host.Scheduler = _scheduler;
        _host.Timers = _timers;
        _host.Clock = _options.Clock;
        _host.BlockingPool = _blocking;
        _inspector = new TaskInspector(Name, _host, _scheduler);
        _host.OnShutdown = _options.OnShutdown;
        _host.FlowsTask = _options.FlowCurrentTask;
        TimeProvider = new LitenTimeProvider(_host);
        TaskScheduler = new LitenTaskScheduler(_host, _blocking, _options.CurrentThread ? 1 : _options.WorkerThreads);
        ProcessTelemetry.Begin(withMeter: _options.MeterFactory is null, ToolAnswers.Answer);
        RuntimeInstruments instruments = RuntimeFactory.InstrumentsOf(_options);
        _watch = RuntimeFactory.CreateWatch(_options, _host, _scheduler, instruments);
        _reader = new MetricsReader(_host, _scheduler, _timers, _blocking, _watch);
        _measured = new MeasuredRuntime(Name, _reader, _watch, instruments);
        _scheduler.Start();
        _inspectorNumber = InspectedRuntimes.Add(_inspector);
        WaitHooks hooks = _options.CreateWaitHooks();
        _waitWatch = hooks.AreNone ? null : new WaitWatch(_inspector, _host.Hooks, hooks);
        _quitDump = _options.DumpOnQuit is { } writer ? ListenToQuit(writer) : null;
        MeasuredRuntimes.Begin(_measured);
    }

    /// <summary>The runtime whose task, worker or blocking job this code is part of.</summary>
    /// <exception cref="InvalidOperationException">The code is in no runtime.</exception>
    public static Runtime Current => TryGetCurrent(out Runtime? runtime)
        ? runtime
        : throw new InvalidOperationException(
            "This code runs outside of every Liten runtime. Build one with Runtime.CreateBuilder().Build() and use " +
            "runtime.BlockOn(...) or runtime.Spawn(...), or put [LitenMain] on your Main.");

    /// <summary>What the runtime is called: see <see cref="RuntimeOptions.Name"/>.</summary>
    public string Name => _options.Name;

    /// <summary>What the runtime does and has done.</summary>
    public RuntimeMetrics Metrics => _reader.Read(Name);

    /// <summary>
    /// This runtime's timers for .NET's own APIs: <c>Task.Delay(d, provider)</c>, <c>new CancellationTokenSource(d,
    /// provider)</c>, <c>new PeriodicTimer(p, provider)</c>.
    /// </summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Current on all workers: brings <c>async Task</c> code back to this runtime after each await.</summary>
    /// <remarks>
    /// <para>
    /// Callbacks that code posts (<c>Post</c>, <see cref="Progress{T}"/>) or sends from outside run one at a time, in
    /// the order of the posts of all threads, on changing threads of the runtime. A callback that blocks holds up the
    /// later ones, so it must not block. What follows an <c>await</c> runs in parallel with them, and with what follows
    /// other awaits. With work stealing off, each worker has a context with an order of its own.
    /// </para>
    /// <para>
    /// <c>Send</c> runs the callback on the caller's stack when called on a thread of this runtime or on a worker of
    /// another one, and else waits for its turn; the callback's exception is the caller's. A current-thread runtime
    /// runs what was posted while a thread is inside BlockOn. After the runtime's end all of it runs on the ThreadPool.
    /// </para>
    /// <para>An exception of a posted callback reaches the hook OnUnhandledException, and the next one runs.</para>
    /// </remarks>
    public SynchronizationContext SynchronizationContext => _host.SynchronizationContext;

    /// <summary>
    /// This runtime's face for <c>Task.Factory.StartNew</c>, <c>Parallel</c> and Dataflow. What they start is no Liten
    /// task: it cannot be aborted.
    /// </summary>
    /// <remarks>
    /// What is started runs without a SynchronizationContext, so that code behind an <c>await</c> comes back to the
    /// scheduler it was started on: this one, or one that stands on it, such as that of a
    /// <see cref="ConcurrentExclusiveSchedulerPair"/>. <see cref="TaskCreationOptions.LongRunning"/> takes a thread of
    /// the blocking pool. After the runtime's end, what is started runs on the ThreadPool.
    /// </remarks>
    public TaskScheduler TaskScheduler { get; }

    /// <summary>Starts to describe a runtime.</summary>
    public static RuntimeBuilder CreateBuilder() => new();

    /// <summary>The runtime whose task, worker or blocking job this code is part of, if there is one.</summary>
    public static bool TryGetCurrent([NotNullWhen(true)] out Runtime? runtime)
    {
        runtime = TaskHost.Current?.Runtime as Runtime;
        return runtime is not null;
    }

    /// <summary>
    /// Shuts down without a limit of time: aborts all tasks, lets them unwind, waits for blocking jobs that have begun.
    /// </summary>
    /// <remarks>
    /// Idempotent; every caller returns after the end. What <see cref="RuntimeOptions.AbandonAfter"/> says limits the
    /// wait for foreign awaitables. While the process is ending (in a handler of ProcessExit, for instance) it is the
    /// limit of the whole, so that a job which blocks does not keep the process alive. In a handler of
    /// UnhandledException this holds if the handler was added after the first runtime was built.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The calling thread is a worker of a runtime: await <see cref="DisposeAsync"/> there instead.
    /// </exception>
    public void Dispose() => ShutDownBlocking(WithoutLimit());

    /// <summary>
    /// Like <see cref="Dispose"/>, without blocking a thread of the caller's. Await it outside of the runtime itself.
    /// </summary>
    public async ValueTask DisposeAsync() => await ShutDownInBackground(WithoutLimit());

    /// <summary>
    /// Shuts down and waits at most this long. What is left then is given up and named in the report.
    /// </summary>
    /// <param name="timeout">
    /// Zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>. Zero waits for nothing and is allowed everywhere.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The calling thread is a worker of a runtime and the timeout is not zero.
    /// </exception>
    public ShutdownReport Shutdown(TimeSpan timeout) => ShutDownBlocking(ToNanoseconds(timeout));

    /// <summary>Like <see cref="Shutdown"/>, without blocking a thread of the caller's.</summary>
    /// <param name="timeout">Zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    public ValueTask<ShutdownReport> ShutdownAsync(TimeSpan timeout)
        => new(ShutDownInBackground(ToNanoseconds(timeout)));

    /// <summary>The runtime in one line, for people.</summary>
    public override string ToString()
    {
        RuntimeMetrics metrics = Metrics;
        string state = _ended.Task.IsCompleted ? "ended"
            : _host.IsClosing ? "shutting down"
            : _host.IsDraining ? "draining"
            : "running";
        return $"Liten runtime {Name}: {state}, {metrics.Workers.Count} workers, " +
            $"{metrics.AliveTasks} tasks alive, {metrics.InjectionQueueDepth} queued, {metrics.LiveTimers} timers, " +
            $"{metrics.BlockingThreads} blocking threads";
    }

    private long WithoutLimit()
        => ProcessEnd.HasBegun ? Nanoseconds.In(_options.AbandonAfter) : Nanoseconds.Forever;

    private ShutdownReport ShutDownBlocking(long nanoseconds)
    {
        if (nanoseconds != 0)
        {
            RefuseOnWorker(
                "A blocking shutdown",
                "Await DisposeAsync or ShutdownAsync there instead, or call Shutdown(TimeSpan.Zero).");
            RefuseOnOwnThread();
        }

        if (_shutdownBegun.TrySet())
        {
            RunShutdown(nanoseconds);
        }

        return WaitForEnd(nanoseconds);
    }

    /// <summary>Waits for the end of a shutdown that has begun, maybe by a caller with a longer patience.</summary>
    private ShutdownReport WaitForEnd(long nanoseconds)
    {
        TimeSpan patience = nanoseconds == Nanoseconds.Forever
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Min(nanoseconds / Nanoseconds.PerMillisecond, int.MaxValue));
        return Task.WaitAny([_ended.Task], patience) == 0
            ? _ended.Task.GetAwaiter().GetResult()
            : ShutdownSequence.ReportLiving(_host, _scheduler);
    }

    private Task<ShutdownReport> ShutDownInBackground(long nanoseconds)
    {
        if (_shutdownBegun.TrySet())
        {
            StartThread("shutdown", () => RunShutdown(nanoseconds));
        }
        else if (nanoseconds != Nanoseconds.Forever)
        {
            // Another caller is at it, with a longer patience.
            var wait = new Task<ShutdownReport>(
                () => WaitForEnd(nanoseconds), TaskCreationOptions.RunContinuationsAsynchronously);
            StartThread("shutdown", () => wait.RunSynchronously(TaskScheduler.Default));
            return wait;
        }

        return _ended.Task;
    }

    private void StartThread(string kind, ThreadStart body)
    {
        try
        {
            _options.Threads.Start($"{_options.WorkerThreadName}-{kind}", 0, body);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // No thread to be had: a shutdown that has begun must come to its end all the same.
            ThreadPool.UnsafeQueueUserWorkItem(_ => body(), null);
        }
    }

    private void RunShutdown(long nanoseconds)
    {
        long abandonAfter = Nanoseconds.In(_options.AbandonAfter);
        try
        {
            _ended.SetResult(
                new ShutdownSequence(_host, _scheduler, _timers, _blocking, abandonAfter).Run(nanoseconds));
        }
        catch (Exception exception)
        {
            // Memory is full, for instance. Every caller that waits for the end must come back all the same.
            _ended.SetException(exception);
        }
        finally
        {
            _host.Identity.End();
            EndInspection();
            MeasuredRuntimes.End(_measured);
        }
    }

    private static void RefuseOnWorker(string what, string instead)
    {
        if (Turn.Current is { IsWorker: true })
        {
            throw new InvalidOperationException(
                $"{what} would block a worker thread of a Liten runtime ({TaskHost.Current!.Runtime}), and the tasks " +
                $"that need it. {instead}");
        }
    }

    /// <summary>A blocking job that shut its own runtime down would wait for itself.</summary>
    private void RefuseOnOwnThread()
    {
        if (Turn.Current?.Home == _host)
        {
            throw new InvalidOperationException(
                "A blocking job cannot shut its own runtime down: the shutdown waits for the job. Use " +
                "ShutdownAsync without awaiting it, or Shutdown(TimeSpan.Zero).");
        }
    }
}
