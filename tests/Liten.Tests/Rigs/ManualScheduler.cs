namespace Liten.Tests;

/// <summary>A scheduler that runs nothing until it is told to, and then on the test's own thread.</summary>
internal sealed class ManualScheduler : IScheduler
{
    private readonly Queue<WorkItem> _items = new();
    private readonly Lock _lock = new();

    /// <summary>When set, no item is accepted any more, as after the end of a runtime.</summary>
    public bool HasEnded { get; set; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    public bool Schedule(WorkItem item, Turn? turn)
    {
        lock (_lock)
        {
            if (!HasEnded)
            {
                _items.Enqueue(item);
            }

            return !HasEnded;
        }
    }

    public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    /// <summary>Runs one item, if there is any.</summary>
    public bool RunOne()
    {
        WorkItem? item;
        lock (_lock)
        {
            if (!_items.TryDequeue(out item))
            {
                return false;
            }
        }

        // An item brings its own context; the test's own must be there again afterwards.
        ExecutionContext? context = ExecutionContext.Capture();
        WorkItem.RunToEnd(item, Turn.Current);
        Turn.Current?.Enter(null);
        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }

        return true;
    }

    /// <summary>Runs items, also those that come meanwhile, until there are none.</summary>
    /// <returns>How many ran.</returns>
    public int RunAll()
    {
        int count = 0;
        while (RunOne())
        {
            count++;
        }

        return count;
    }
}
