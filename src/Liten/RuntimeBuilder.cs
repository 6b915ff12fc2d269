using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Builds a <see cref="Runtime"/> step by step: a thin front for <see cref="RuntimeOptions"/>, which documents each
/// option.
/// </summary>
/// <example>
/// <code>
/// using Runtime runtime = Runtime.CreateBuilder()
///     .WorkerThreads(4)
///     .WorkerThreadName("ingest")
///     .OnUnhandledException(info => Console.Error.WriteLine(info))
///     .Build();
/// </code>
/// </example>
public sealed partial class RuntimeBuilder
{
    private readonly RuntimeOptions _options = new();

    internal RuntimeBuilder()
    {
    }

    /// <inheritdoc cref="RuntimeOptions.Name"/>
    public RuntimeBuilder Name(string name) => With(options => options.Name = name);

    /// <inheritdoc cref="RuntimeOptions.WorkerThreads"/>
    public RuntimeBuilder WorkerThreads(int count) => With(options => options.WorkerThreads = count);

    /// <inheritdoc cref="RuntimeOptions.WorkerThreadName"/>
    public RuntimeBuilder WorkerThreadName(string name) => With(options => options.WorkerThreadName = name);

    /// <summary>
    /// Tasks run only on the worker that spawned them; see <see cref="RuntimeOptions.WorkStealing"/>.
    /// </summary>
    public RuntimeBuilder DisableWorkStealing() => With(options => options.WorkStealing = false);

    /// <summary>
    /// Everything runs on the thread that is inside <c>BlockOn</c>; see <see cref="RuntimeOptions.CurrentThread"/>.
    /// </summary>
    public RuntimeBuilder CurrentThread() => With(options => options.CurrentThread = true);

    /// <summary>
    /// The current task flows with the ExecutionContext; see <see cref="RuntimeOptions.FlowCurrentTask"/>.
    /// </summary>
    public RuntimeBuilder FlowCurrentTask() => With(options => options.FlowCurrentTask = true);

    /// <summary>Adds a lane: see <see cref="RuntimeOptions.Lanes"/>.</summary>
    /// <param name="name">What <see cref="SpawnOptions.Lane"/> says.</param>
    /// <param name="shares">See <see cref="LaneOptions.Shares"/>.</param>
    /// <param name="latency">See <see cref="LaneOptions.Latency"/>.</param>
    /// <param name="maxWorkers">See <see cref="LaneOptions.MaxWorkers"/>.</param>
    /// <param name="workers">See <see cref="LaneOptions.Workers"/>.</param>
    /// <param name="order">See <see cref="LaneOptions.Order"/>; null for first come, first served.</param>
    /// <param name="maxBlockingThreads">See <see cref="LaneOptions.MaxBlockingThreads"/>.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public RuntimeBuilder Lane(
        string name,
        int shares = 1,
        TimeSpan? latency = null,
        int? maxWorkers = null,
        IReadOnlyList<int>? workers = null,
        LaneOrder? order = null,
        int? maxBlockingThreads = null)
    {
        var lane = new LaneOptions(name)
        {
            Shares = shares,
            Latency = latency,
            MaxWorkers = maxWorkers,
            Workers = workers,
            Order = order ?? LaneOrder.Fifo,
            MaxBlockingThreads = maxBlockingThreads,
        };
        return With(options => options.Lanes.Add(lane));
    }

    /// <inheritdoc cref="RuntimeOptions.WorkerAffinity"/>
    public RuntimeBuilder WorkerAffinity(params IReadOnlyList<int> processors)
        => With(options => options.WorkerAffinity = processors);

    /// <inheritdoc cref="RuntimeOptions.WorkerPriority"/>
    public RuntimeBuilder WorkerPriority(ThreadPriority priority) => With(options => options.WorkerPriority = priority);

    /// <inheritdoc cref="RuntimeOptions.MaxTasks"/>
    public RuntimeBuilder MaxTasks(int count) => With(options => options.MaxTasks = count);

    /// <inheritdoc cref="RuntimeOptions.TaskPoolCapacity"/>
    public RuntimeBuilder TaskPoolCapacity(int count) => With(options => options.TaskPoolCapacity = count);

    /// <inheritdoc cref="RuntimeOptions.ThreadStackSize"/>
    public RuntimeBuilder ThreadStackSize(int bytes) => With(options => options.ThreadStackSize = bytes);

    /// <inheritdoc cref="RuntimeOptions.MaxBlockingThreads"/>
    public RuntimeBuilder MaxBlockingThreads(int count) => With(options => options.MaxBlockingThreads = count);

    /// <inheritdoc cref="RuntimeOptions.MaxBlockingQueue"/>
    public RuntimeBuilder MaxBlockingQueue(int count) => With(options => options.MaxBlockingQueue = count);

    /// <inheritdoc cref="RuntimeOptions.BlockingKeepAlive"/>
    public RuntimeBuilder BlockingKeepAlive(TimeSpan duration) => With(options => options.BlockingKeepAlive = duration);

    /// <inheritdoc cref="RuntimeOptions.AbandonAfter"/>
    public RuntimeBuilder AbandonAfter(TimeSpan duration) => With(options => options.AbandonAfter = duration);

    /// <inheritdoc cref="RuntimeOptions.OnThreadStart"/>
    /// <remarks>Called again, it adds a second hook; so do the other hooks.</remarks>
    public RuntimeBuilder OnThreadStart(Action<ThreadInfo> hook) =>
        With(hook, options => options.OnThreadStart += hook);

    /// <inheritdoc cref="RuntimeOptions.OnThreadStop"/>
    public RuntimeBuilder OnThreadStop(Action<ThreadInfo> hook) =>
        With(hook, options => options.OnThreadStop += hook);

    /// <inheritdoc cref="RuntimeOptions.OnThreadPark"/>
    public RuntimeBuilder OnThreadPark(Action<ThreadInfo> hook) =>
        With(hook, options => options.OnThreadPark += hook);

    /// <inheritdoc cref="RuntimeOptions.OnThreadUnpark"/>
    public RuntimeBuilder OnThreadUnpark(Action<ThreadInfo> hook) =>
        With(hook, options => options.OnThreadUnpark += hook);

    /// <inheritdoc cref="RuntimeOptions.OnTaskSpawn"/>
    public RuntimeBuilder OnTaskSpawn(Action<TaskInfo> hook) =>
        With(hook, options => options.OnTaskSpawn += hook);

    /// <inheritdoc cref="RuntimeOptions.OnTaskTerminate"/>
    public RuntimeBuilder OnTaskTerminate(Action<TaskInfo> hook) =>
        With(hook, options => options.OnTaskTerminate += hook);

    /// <inheritdoc cref="RuntimeOptions.OnShutdown"/>
    public RuntimeBuilder OnShutdown(Func<CancellationToken, LitenTask> hook) =>
        With(hook, options => options.OnShutdown += hook);

    /// <inheritdoc cref="RuntimeOptions.OnShutdown"/>
    [OverloadResolutionPriority(-1)]
    public RuntimeBuilder OnShutdown(Func<CancellationToken, Task> hook) =>
        With(hook, options => options.OnShutdown += async token => await hook(token));

    /// <inheritdoc cref="RuntimeOptions.OnShutdown"/>
    /// <remarks>The hook must not block for long: it runs on a worker.</remarks>
    public RuntimeBuilder OnShutdown(Action hook) =>
        With(hook, options => options.OnShutdown += _ =>
        {
            hook();
            return LitenTask.CompletedTask;
        });

    /// <inheritdoc cref="RuntimeOptions.StallThreshold"/>
    public RuntimeBuilder StallThreshold(TimeSpan threshold) => With(options => options.StallThreshold = threshold);

    /// <inheritdoc cref="RuntimeOptions.OnStall"/>
    public RuntimeBuilder OnStall(Action<StallReport> hook) =>
        With(hook, options => options.OnStall += hook);

    /// <inheritdoc cref="RuntimeOptions.OnUnhandledException"/>
    public RuntimeBuilder OnUnhandledException(Action<UnhandledExceptionInfo> hook) =>
        With(hook, options => options.OnUnhandledException += hook);

    /// <summary>Builds a runtime and starts its threads. A builder may build several.</summary>
    /// <exception cref="InvalidOperationException">Two options contradict each other.</exception>
    /// <exception cref="OutOfMemoryException">
    /// The system has no more threads to give; nothing is left behind.
    /// </exception>
    public Runtime Build() => new(_options);

    private RuntimeBuilder With(Action<RuntimeOptions> set)
    {
        set(_options);
        return this;
    }

    private RuntimeBuilder With(Delegate hook, Action<RuntimeOptions> set)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return With(set);
    }
}
