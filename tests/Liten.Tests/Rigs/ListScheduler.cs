using System.Runtime.CompilerServices;

namespace Liten.Tests;

/// <summary>
/// A runtime that does nothing by itself: it lists what is runnable, and the test runs it, in the order it wants. While it lives,
/// the test's thread looks like one of its workers. For tests that are not async: it must be disposed on the same thread.
/// </summary>
internal sealed class ListScheduler : IScheduler, IDisposable
{
    private readonly List<WorkItem> _runnable = new(64);
    private readonly WorkerScope _worker;

    public ListScheduler(RuntimeHooks? hooks = null)
    {
        Host = new TaskHost(new object(), hooks ?? new RuntimeHooks(), int.MaxValue) { Scheduler = this };
        _worker = new WorkerScope(Host);
    }

    public TaskHost Host { get; }

    /// <summary>How many items are runnable.</summary>
    public int Count => _runnable.Count;

    public bool Schedule(WorkItem item, Turn? turn)
    {
        _runnable.Add(item);
        return true;
    }

    public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    public JoinHandle Spawn(Func<LitenTask> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(Host, body, new(null, file, line)).Start();

    public JoinHandle<T> Spawn<T>(Func<LitenTask<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(Host, body, new(null, file, line)).Start();

    /// <summary>For bodies that are <c>async Task</c> methods.</summary>
    public JoinHandle<T> SpawnTask<T>(Func<Task<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Spawning.Make(Host, body, new(null, file, line)).Start();

    /// <summary>Spawns a task and runs it up to its first wait.</summary>
    public JoinHandle<T> Begin<T>(Func<LitenTask<T>> body)
    {
        JoinHandle<T> handle = Spawn(body);
        RunAll();
        return handle;
    }

    /// <summary>Runs the item that became runnable first.</summary>
    public void RunNext()
    {
        WorkItem item = _runnable[0];
        _runnable.RemoveAt(0);
        Turn thread = Turn.Current!;
        thread.BeginTurn();
        try
        {
            WorkItem.RunToEnd(item, thread);
        }
        finally
        {
            thread.EndTurn();
            thread.Enter(null);
            FlowContext.Reset();
        }
    }

    /// <summary>Runs until nothing is runnable.</summary>
    public void RunAll()
    {
        while (_runnable.Count > 0)
        {
            RunNext();
        }
    }

    public void Dispose() => _worker.Dispose();
}
