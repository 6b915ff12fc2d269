namespace Liten.Tests.Combinations;

/// <summary>What was seen of a cell. It refers to no handle, so that a dropped one can be collected while the record waits for that.</summary>
internal sealed class CellRecord(LifeCell cell)
{
    private readonly List<string> _amiss = [];
    private int _begun;
    private int _unwound;
    private int _unhandled;

    public LifeCell Cell { get; } = cell;

    public Ending Ending { get; set; }

    public bool KnewOfAbort { get; set; }

    public Sight[] Sights { get; } = new Sight[2];

    public int SpawnHooks { get; set; }

    public int TerminateHooks { get; set; }

    public int Abandoned { get; set; }

    public long Alive { get; set; }

    /// <summary>What the cell is waiting for, for the dump of one that hangs.</summary>
    public string Step { get; set; } = "not begun";

    public void CountBegin() => Interlocked.Increment(ref _begun);

    public void CountUnwinding() => Interlocked.Increment(ref _unwound);

    public void CountUnhandled() => Interlocked.Increment(ref _unhandled);

    public void AddAmiss(string what)
    {
        lock (_amiss)
        {
            _amiss.Add(what);
        }
    }

    public void AddAmissIf(bool condition, string what)
    {
        if (condition)
        {
            AddAmiss(what);
        }
    }

    /// <summary>What has been seen up to now.</summary>
    public Outcome ToOutcome()
    {
        lock (_amiss)
        {
            return new Outcome(
                Ending, Volatile.Read(ref _begun), Volatile.Read(ref _unwound), KnewOfAbort, Sights[0], Sights[1],
                Volatile.Read(ref _unhandled), SpawnHooks, TerminateHooks, Abandoned, Alive, string.Join("; ", _amiss));
        }
    }
}
