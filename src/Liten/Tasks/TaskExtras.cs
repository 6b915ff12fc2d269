namespace Liten;

/// <summary>What few tasks need: a name, a cancellation token, several waits at the same time, a shield. Made on demand.</summary>
internal sealed class TaskExtras
{
    private readonly List<IAbortableWait> _furtherWaits = [];
    private SpinLatch _latch;
    private CancellationTokenSource? _cancellation;
    private AtomicCounter _shields;

    public string? Name { get; set; }

    /// <summary>Whether waits are protected from an abort at the moment.</summary>
    public bool IsShielded => _shields.Value > 0;

    public void AddShield() => _shields.Add(1);

    public void RemoveShield() => _shields.Add(-1);

    /// <summary>The source of the task's token, made at its first use.</summary>
    public CancellationTokenSource Cancellation()
    {
        _latch.Enter();
        CancellationTokenSource source = _cancellation ??= new CancellationTokenSource();
        _latch.Exit();
        return source;
    }

    /// <summary>
    /// Cancels the token if anybody has asked for it. The callbacks registered on it are foreign code and run on the
    /// ThreadPool, never on the stack of whoever aborts.
    /// </summary>
    public void CancelToken()
    {
        _latch.Enter();
        CancellationTokenSource? source = _cancellation;
        _latch.Exit();
        _ = source?.CancelAsync();
    }

    public void AddWait(IAbortableWait wait)
    {
        _latch.Enter();
        _furtherWaits.Add(wait);
        _latch.Exit();
    }

    public void RemoveWait(IAbortableWait wait)
    {
        _latch.Enter();
        _furtherWaits.Remove(wait);
        _latch.Exit();
    }

    /// <summary>The waits beyond the first, each with the use it was in while it was listed.</summary>
    public (IAbortableWait Wait, uint Version)[] ReadWaits()
    {
        _latch.Enter();
        var waits = new (IAbortableWait, uint)[_furtherWaits.Count];
        for (int i = 0; i < waits.Length; i++)
        {
            waits[i] = (_furtherWaits[i], _furtherWaits[i].ReadVersion());
        }

        _latch.Exit();
        return waits;
    }
}
