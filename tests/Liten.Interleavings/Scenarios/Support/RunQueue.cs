namespace Liten.Interleavings;

/// <summary>A scheduler that runs nothing by itself: whoever wants runs the item that became runnable first, as a worker does.</summary>
/// <remarks>
/// As weak as <see cref="MultiThreadScheduler"/>: what a worker queues goes into its slot or ring by a store, which others may see
/// later; what comes from outside goes through a latch.
/// </remarks>
internal sealed class RunQueue : IScheduler
{
    private const int MostItems = 256;

    private readonly HashSet<WorkItem> _begunAhead = [];
    private readonly WorkItem?[] _items = new WorkItem?[MostItems];
    private readonly bool[] _taken = new bool[MostItems];
    private int _first;
    private int _end;

    public bool Schedule(WorkItem item, Turn? turn)
    {
        // A task that was begun ahead of its entry may have that one here, and a second one for its second turn.
        int most = _begunAhead.Contains(item) ? 1 : 0;
        if (Enumerable.Range(_first, _end - _first).Count(i => !_taken[i] && _items[i] == item) > most)
        {
            Actor.Current?.Execution.Fail($"{item.GetType().Name} is woken twice");
        }

        Volatile.Write(ref _items[_end++], item);
        if (turn is not { IsWorker: true })
        {
            Interlocked.MemoryBarrier();
        }

        return true;
    }

    public bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    /// <summary>Runs until nothing is runnable.</summary>
    public void RunAll()
    {
        while (RunOne())
        {
        }
    }

    /// <summary>Runs one turn, with what goes on in it; see Worker.RunItem.</summary>
    /// <returns>False if nothing was runnable.</returns>
    public bool RunOne()
    {
        if (TryTake() is not { } item)
        {
            return false;
        }

        Turn? turn = Turn.Current;
        turn?.BeginTurn();
        WorkItem.RunToEnd(item, turn);
        while (turn?.TakeAwaited() is { } awaited)
        {
            _begunAhead.Add(awaited);
            WorkItem.ContinueToEnd(awaited.RunAhead(turn), turn);
        }

        turn?.EndTurn();
        turn?.Enter(null);
        FlowContext.Reset();
        return true;
    }

    /// <summary>The first item that the calling actor sees; one step looks at an item and takes it.</summary>
    private WorkItem? TryTake()
    {
        for (int i = _first; i <= _end; i++)
        {
            if (!_taken[i] && Volatile.Read(ref _items[i]) is { } item && !_taken[i])
            {
                _taken[i] = true;
                while (_taken[_first])
                {
                    _first++;
                }

                return item;
            }
        }

        return null;
    }
}
