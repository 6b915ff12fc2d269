using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Liten.Tests.Combinations;

/// <summary>A runtime for cells, with what is needed to see that nothing of them is left in it.</summary>
internal sealed class CellRuntime
{
    private readonly ConcurrentQueue<long> _spawned = new();
    private readonly ConcurrentQueue<long> _terminated = new();
    private readonly List<JoinHandle> _helpers = [];
    private readonly Thread? _driver;
    private readonly bool _drives;
    private long _spawns;
    private int _threadsStarted;
    private int _threadsStopped;
    private bool _isClosed;

    public CellRuntime(SchedulerKind kind, TimeSpan abandonAfter, string threadName)
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().MaxBlockingThreads(1).AbandonAfter(abandonAfter).WorkerThreadName(threadName)
            .OnThreadStart(_ => Interlocked.Increment(ref _threadsStarted)).OnThreadStop(_ => Interlocked.Increment(ref _threadsStopped))
            .OnTaskSpawn(task => _spawned.Enqueue(task.Id)).OnTaskTerminate(task => _terminated.Enqueue(task.Id))
            .OnUnhandledException(static info => (info.Exception as ISubjectFailure)?.Record.CountUnhandled());
        Threads = kind is SchedulerKind.TwoWorkers or SchedulerKind.TwoWithoutStealing ? 2 : 1;
        _drives = kind == SchedulerKind.CurrentThread;
        builder = _drives ? builder.CurrentThread() : builder.WorkerThreads(Threads);
        Runtime = (kind == SchedulerKind.TwoWithoutStealing ? builder.DisableWorkStealing() : builder).Build();
        if (_drives)
        {
            _driver = Drive();
            _spawns++;
        }
    }

    public Runtime Runtime { get; }

    /// <summary>How many threads run tasks.</summary>
    public int Threads { get; }

    public JoinHandle Spawn(Func<LitenTask> body) => Add(Runtime.Spawn(body));

    public void SpawnBlocking(Action body) => Add(Runtime.SpawnBlocking(body));

    /// <summary>Counts the task of a cell, which is no helper.</summary>
    public void CountSpawn() => _spawns += _isClosed ? 0 : 1;

    /// <summary>Runs code in a task of this runtime, on any of its threads that is free, and waits for its end.</summary>
    public void RunInTask(Action code)
    {
        int claims = 0;
        using var done = new ManualResetEventSlim();

        // One task for each worker: without stealing, one that is placed behind a busy worker stays there. The first does it.
        for (int i = 0; i < Threads; i++)
        {
            Spawn(() =>
            {
                if (Interlocked.Increment(ref claims) == 1)
                {
                    code();
                    done.Set();
                }

                return default;
            });
        }

        done.Wait();
    }

    /// <summary>Waits until no task runs or is queued: then each of them is suspended in its wait.</summary>
    public void WaitUntilQuiet() => Waiting.Until(() => ((RuntimeScheduler)HostOf(Runtime).Scheduler).IsQuiet);

    /// <summary>Begins a shutdown without limit on a thread of its own. The returned function waits for its report.</summary>
    public Func<ShutdownReport> BeginShutdown()
    {
        ShutdownReport? report = null;
        var thread = new Thread(() => report = Runtime.Shutdown(Timeout.InfiniteTimeSpan)) { IsBackground = true, Name = "shutdown" };
        thread.Start();
        return () =>
        {
            thread.Join();
            _driver?.Join();
            _isClosed = true;
            return report!;
        };
    }

    public void WaitUntilClosing() => Waiting.Until(() => HostOf(Runtime).IsClosing);

    /// <summary>Forgets the last cell.</summary>
    public void Clear()
    {
        _helpers.Clear();
        _spawned.Clear();
        _terminated.Clear();
    }

    /// <summary>Waits for all helpers, and writes down what is left of the cell.</summary>
    public void Inspect(CellRecord record, long subject)
    {
        _helpers.ForEach(static helper => Waiting.Until(() => helper.IsCompleted));
        record.SpawnHooks = _spawned.Count(id => id == subject);
        record.TerminateHooks = _terminated.Count(id => id == subject);
        RuntimeMetrics metrics = Runtime.Metrics;
        record.Alive = metrics.AliveTasks - (_drives && !_isClosed ? 1 : 0);
        record.AddAmissIf(metrics.SpawnedTasks != _spawns, $"{metrics.SpawnedTasks} tasks counted as spawned instead of {_spawns}");
        record.AddAmissIf(metrics.LiveTimers != 0, $"{metrics.LiveTimers} timers");
        record.AddAmissIf(_isClosed && _threadsStarted != _threadsStopped, $"{_threadsStarted - _threadsStopped} threads");
    }

    /// <summary>The runtime's state in a few lines.</summary>
    public string Dump()
    {
        IEnumerable<string> workers = Runtime.Metrics.Workers.Select(static worker => $"  {worker}");
        IEnumerable<string> living = HostOf(Runtime).LiveTasks().Select(static task => $"  {task.Describe()}, abort requested: {task.IsAbortRequested}, ended: {task.IsCompleted}");
        return string.Join('\n', [Runtime.ToString(), .. workers, .. living]);
    }

    private JoinHandle Add(JoinHandle helper)
    {
        CountSpawn();
        _helpers.Add(helper);
        return helper;
    }

    private Thread Drive()
    {
        using var begun = new ManualResetEventSlim();
        var (_, never) = Oneshot.Create<int>();
        var thread = new Thread(() =>
        {
            try
            {
                Runtime.BlockOn(async () =>
                {
                    begun.Set();
                    await never;
                });
            }
            catch (TaskAbortedException)
            {
                // The runtime shuts down.
            }
        })
        {
            IsBackground = true,
            Name = "driver",
        };
        thread.Start();
        begun.Wait();
        return thread;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_host")]
    private static extern ref TaskHost HostOf(Runtime runtime);
}
