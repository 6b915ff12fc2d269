namespace Liten;

/// <summary>Everything that can be chosen about a runtime: the one place of defaults and ranges.</summary>
/// <remarks>
/// A value out of range throws <see cref="ArgumentOutOfRangeException"/> where it is set. The runtime copies the
/// options when it is built; later changes do not reach it. Not thread safe.
/// </remarks>
/// <example>
/// <code>using var runtime = new Runtime(new RuntimeOptions { WorkerThreads = 4, MaxTasks = 100_000 });</code>
/// </example>
public sealed partial class RuntimeOptions
{
    /// <summary>The most worker threads a runtime can have; far above what any machine needs (arbitrary).</summary>
    internal const int MostWorkerThreads = 1024;

    /// <summary>About twice what a small task that waits takes.</summary>
    private const int BytesPerTask = 1024;

    /// <summary>Programs with so many tasks exist, and half a gigabyte is not much (arbitrary).</summary>
    private const int SmallestDefaultMaxTasks = 1_000_000;

    private const int MostBlockingThreads = 32_767;
    private const int MostPooledPerThread = 65_536;
    private const int SmallestStack = 64 * 1024;
    private const int LargestStack = 1024 * 1024 * 1024;

    private int? _workerThreads;
    private string? _name;
    private string? _workerThreadName;
    private int? _maxTasks;
    private int _taskPoolCapacity = PoolLimits.Default;
    private int _threadStackSize;
    private int _maxBlockingThreads = 512;
    private int _maxBlockingQueue = int.MaxValue;
    private TimeSpan _blockingKeepAlive = TimeSpan.FromSeconds(10);
    private TimeSpan _abandonAfter = TimeSpan.FromSeconds(1);

    /// <summary>What the runtime is called where several are told apart: in its metrics and its texts.</summary>
    /// <value>Not empty. The default is <see cref="WorkerThreadName"/>.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string Name
    {
        get => _name ?? WorkerThreadName;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Name));
            _name = value;
        }
    }

    /// <summary>How many threads run tasks.</summary>
    /// <value>1 to 1024. The default is one per processor.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int WorkerThreads
    {
        get => _workerThreads ?? Math.Clamp(Environment.ProcessorCount, 1, MostWorkerThreads);
        set => _workerThreads = InRange(value, 1, MostWorkerThreads, nameof(WorkerThreads));
    }

    /// <summary>What worker threads are called: <c>name-0</c>, <c>name-1</c>, and so on.</summary>
    /// <value>Not empty. The default is <see cref="Name"/> if that is set, else <c>liten-worker</c>.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string WorkerThreadName
    {
        get => _workerThreadName ?? _name ?? "liten-worker";
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(WorkerThreadName));
            _workerThreadName = value;
        }
    }

    /// <summary>
    /// Whether idle workers take tasks from busy ones. Without it a task runs only on the worker that spawned it.
    /// </summary>
    /// <value>The default is true.</value>
    public bool WorkStealing { get; set; } = true;

    /// <summary>
    /// Whether the runtime has no threads for tasks at all: they run on the thread that is inside <c>BlockOn</c>, and
    /// only then.
    /// </summary>
    /// <value>The default is false.</value>
    public bool CurrentThread { get; set; }

    /// <summary>
    /// Whether the current task flows with the ExecutionContext of every task: then <c>LitenTask.Current</c>, and an
    /// abort, reach each <c>async Task</c> method that a task calls, also behind its first await of something foreign.
    /// </summary>
    /// <value>The default is false.</value>
    /// <remarks>
    /// It costs each task a context of its own, about 90 bytes. Bodies that return a <see cref="Task"/> or
    /// <see cref="ValueTask"/> have it in any case.
    /// </remarks>
    public bool FlowCurrentTask { get; set; }

    /// <summary>
    /// How many tasks and blocking jobs may be alive at the same time; one more makes <c>Spawn</c> throw
    /// <see cref="TaskLimitExceededException"/>.
    /// </summary>
    /// <value>
    /// 1 or more; <see cref="int.MaxValue"/> for no limit. A limit that is set is exact. The default is a rough one,
    /// which is there for loops that spawn without end and costs nothing: one task for each KiB of memory that the
    /// process may use, and 1,000,000 at least. <c>SpawnAsync</c> waits for room below a limit that is set, and throws
    /// at the default.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTasks
    {
        get => _maxTasks ?? DefaultMaxTasks;
        set => _maxTasks = InRange(value, 1, int.MaxValue, nameof(MaxTasks));
    }

    /// <summary>How many finished async methods of one kind each thread keeps for reuse.</summary>
    /// <value>0 to 65,536. The default is 64.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int TaskPoolCapacity
    {
        get => _taskPoolCapacity;
        set => _taskPoolCapacity = InRange(value, 0, MostPooledPerThread, nameof(TaskPoolCapacity));
    }

    /// <summary>The stack of each thread of the runtime, in bytes.</summary>
    /// <value>0 for the platform's default, else 65,536 to 1,073,741,824. The default is 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ThreadStackSize
    {
        get => _threadStackSize;
        set => _threadStackSize = value == 0 ? 0 : InRange(value, SmallestStack, LargestStack, nameof(ThreadStackSize));
    }

    /// <summary>How many threads may run blocking jobs; further jobs wait in a queue.</summary>
    /// <value>1 to 32,767. The default is 512.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxBlockingThreads
    {
        get => _maxBlockingThreads;
        set => _maxBlockingThreads = InRange(value, 1, MostBlockingThreads, nameof(MaxBlockingThreads));
    }

    /// <summary>
    /// How many blocking jobs may wait for a thread when <see cref="MaxBlockingThreads"/> run; one more makes
    /// <c>Spawn</c> throw <see cref="BlockingQueueFullException"/>, and <see cref="Blocking.SpawnAsync{T}"/> wait.
    /// </summary>
    /// <value>
    /// 0 (refuse what finds no thread) or more. The default is <see cref="int.MaxValue"/>: no limit, and no cost of
    /// counting.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxBlockingQueue
    {
        get => _maxBlockingQueue;
        set => _maxBlockingQueue = InRange(value, 0, int.MaxValue, nameof(MaxBlockingQueue));
    }

    /// <summary>How long a blocking thread without work stays.</summary>
    /// <value>Zero or more, at most 24 days. The default is 10 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BlockingKeepAlive
    {
        get => _blockingKeepAlive;
        set => _blockingKeepAlive = InRange(value, nameof(BlockingKeepAlive));
    }

    /// <summary>
    /// How long a shutdown waits for aborted tasks that wait for something foreign, once nothing else runs. Then they
    /// are given up, and the report names them.
    /// </summary>
    /// <value>Zero or more, at most 24 days. The default is 1 second.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan AbandonAfter
    {
        get => _abandonAfter;
        set => _abandonAfter = InRange(value, nameof(AbandonAfter));
    }

    /// <summary>
    /// Called on each thread of the runtime when it starts. An exception in any hook is reported to
    /// <see cref="OnUnhandledException"/> and does no harm.
    /// </summary>
    public Action<ThreadInfo>? OnThreadStart { get; set; }

    /// <summary>Called on each thread of the runtime before it ends.</summary>
    public Action<ThreadInfo>? OnThreadStop { get; set; }

    /// <summary>Called on a worker that has nothing to do, before it sleeps.</summary>
    public Action<ThreadInfo>? OnThreadPark { get; set; }

    /// <summary>Called on a worker that goes back to work.</summary>
    public Action<ThreadInfo>? OnThreadUnpark { get; set; }

    /// <summary>Called on the spawning thread for each task and blocking job, before it can run.</summary>
    public Action<TaskInfo>? OnTaskSpawn { get; set; }

    /// <summary>Called for each task and blocking job when it has ended, before its handle completes.</summary>
    public Action<TaskInfo>? OnTaskTerminate { get; set; }

    /// <summary>
    /// Called when the runtime is about to end, while everything still runs: to take leave of clients, to drain a
    /// channel, to flush. Several are added by <c>+=</c>; the one that was added last runs first, one after the other.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Each is a task of the runtime and may spawn and await. Only when all have ended are the tasks aborted. They
    /// share the time of the shutdown: a quarter of that, at most <see cref="AbandonAfter"/>, is kept for the tasks to
    /// unwind. When the rest is over the token is cancelled and those that have not begun are left out; a hook that
    /// goes on is aborted with the other tasks, and the report names it. <c>Dispose</c> waits for them without a limit,
    /// and <c>Shutdown(TimeSpan.Zero)</c> runs none.
    /// </para>
    /// <para>
    /// An exception in one, and that one was left out, is reported to <see cref="OnUnhandledException"/> and counted as
    /// those of other hooks. The next one runs all the same.
    /// </para>
    /// </remarks>
    public Func<CancellationToken, LitenTask>? OnShutdown { get; set; }

    /// <summary>
    /// Called once for each exception that no code can observe any more. Called on any thread, possibly the
    /// finalizer's: it must not block.
    /// </summary>
    public Action<UnhandledExceptionInfo>? OnUnhandledException { get; set; }

    /// <summary>The limit that is exact; <see cref="int.MaxValue"/> for none.</summary>
    internal int ExactMaxTasks => _maxTasks ?? int.MaxValue;

    /// <summary>The limit that is rough; <see cref="int.MaxValue"/> for none.</summary>
    internal int SoftMaxTasks => _maxTasks is null ? DefaultMaxTasks : int.MaxValue;

    private static int DefaultMaxTasks => (int)Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerTask, SmallestDefaultMaxTasks, int.MaxValue - 1);

    internal Clock Clock { get; set; } = new();

    internal ThreadSource Threads { get; set; } = new();

    /// <summary>How many threads can run at the same time.</summary>
    internal int Processors { get; set; } = Environment.ProcessorCount;

    /// <summary>Makes the scheduler in place of the runtime's own, for who explores the orders of a program.</summary>
    internal Func<SchedulerParts, RuntimeScheduler>? SchedulerFactory { get; set; }

    internal ulong Seed { get; set; } = (ulong)Random.Shared.NextInt64();

    /// <summary>Checks what no single setter can check. Building a runtime does it as well.</summary>
    /// <exception cref="InvalidOperationException">Two options contradict each other.</exception>
    public void Validate()
    {
        if (CurrentThread && _workerThreads is > 1)
        {
            throw new InvalidOperationException(
                $"A current-thread runtime has no worker threads, but WorkerThreads is {_workerThreads}. "
                + "Leave out CurrentThread or WorkerThreads.");
        }

        ValidateLanes();
        ValidatePlacement();
    }

    /// <summary>Returns a copy that later changes do not reach.</summary>
    /// <exception cref="InvalidOperationException">Two options contradict each other.</exception>
    internal RuntimeOptions CopyValidated()
    {
        Validate();
        var copy = (RuntimeOptions)MemberwiseClone();
        copy._lanes = [.. Lanes];
        return copy;
    }

    internal RuntimeHooks CreateHooks() => new()
    {
        OnThreadStart = OnThreadStart,
        OnThreadStop = OnThreadStop,
        OnThreadPark = OnThreadPark,
        OnThreadUnpark = OnThreadUnpark,
        OnTaskSpawn = OnTaskSpawn,
        OnTaskTerminate = OnTaskTerminate,
        OnUnhandledException = OnUnhandledException,
        OnStall = OnStall,
    };

    private static int InRange(int value, int smallest, int largest, string name)
        => value >= smallest && value <= largest
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {smallest} and {largest}.");

    private static TimeSpan InRange(TimeSpan value, string name)
        => value >= TimeSpan.Zero && value <= TimeSpan.FromMilliseconds(int.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"{name} must be between zero and {TimeSpan.FromMilliseconds(int.MaxValue)}.");
}
