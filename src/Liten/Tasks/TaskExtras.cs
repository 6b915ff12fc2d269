namespace Liten;

/// <summary>
/// What few tasks need: a name, a cancellation token, several waits at the same time, a shield, a second joiner, an
/// exception. Made on demand.
/// </summary>
/// <remarks>
/// What allocates under the latch leaves it in any case: where memory is full, the next one must not wait for ever.
/// </remarks>
internal sealed class TaskExtras
{
    /// <summary>The joiners beyond the first; guarded by the latch of the task's state.</summary>
    public JoinerRing Joiners;

    private readonly List<WorkItem> _furtherCalls = [];
    private SpinLatch _latch;
    private CancellationTokenSource? _cancellation;
    private AtomicCounter _shields;

    public string? Name { get; set; }

    /// <summary>What the task has ended with; written before it completes.</summary>
    public TaskFault? Fault { get; set; }

    /// <summary>Whether waits are protected from an abort at the moment.</summary>
    public bool IsShielded => _shields.Value > 0;

    public void AddShield() => _shields.Add(1);

    public void RemoveShield() => _shields.Add(-1);

    /// <summary>The source of the task's token, made at its first use.</summary>
    public CancellationTokenSource Cancellation()
    {
        _latch.Enter();
        try
        {
            return _cancellation ??= new CancellationTokenSource();
        }
        finally
        {
            _latch.Exit();
        }
    }

    /// <summary>
    /// Cancels the token if it was ever asked for. The callbacks registered on it are foreign code and run on the
    /// ThreadPool, never on the aborter's stack.
    /// </summary>
    public void CancelToken()
    {
        _latch.Enter();
        CancellationTokenSource? source = _cancellation;
        _latch.Exit();
        _ = source?.CancelAsync();
    }

    public void AddCall(WorkItem call)
    {
        _latch.Enter();
        try
        {
            _furtherCalls.Add(call);
        }
        finally
        {
            _latch.Exit();
        }
    }

    public void RemoveCall(WorkItem call)
    {
        _latch.Enter();
        _furtherCalls.Remove(call);
        _latch.Exit();
    }

    /// <summary>
    /// The waits of the calls beyond the first, each with the use it was in while its call was listed and waited there.
    /// </summary>
    public List<(IAbortableWait Wait, uint Version)> ReadWaits()
    {
        var waits = new List<(IAbortableWait, uint)>();
        _latch.Enter();
        try
        {
            foreach (WorkItem call in _furtherCalls)
            {
                if (call.Wait is { } wait)
                {
                    uint version = wait.ReadVersion();
                    if (ReferenceEquals(call.Wait, wait))
                    {
                        waits.Add((wait, version));
                    }
                }
            }

            return waits;
        }
        finally
        {
            _latch.Exit();
        }
    }
}
