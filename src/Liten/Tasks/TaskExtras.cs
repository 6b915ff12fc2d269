namespace Liten;

/// <summary>
/// What few tasks need: a name, a cancellation token, a shield, a second joiner, an exception. Made on demand.
/// </summary>
internal sealed class TaskExtras
{
    /// <summary>The joiners beyond the first; guarded by the latch of the task's state.</summary>
    public IntrusiveList<WaitNode<VoidResult>> Joiners;

    private AtomicSlot<CancellationTokenSource> _cancellation;
    private AtomicSlot<Task> _bridge;
    private AtomicCounter _shields;
    private AtomicFlag _heldBack;

    public string? Name { get; set; }

    /// <summary>Until when the task shall have run, a moment of the runtime's clock; 0 for no deadline.</summary>
    public long Deadline { get; set; }

    /// <summary>
    /// For which lanes the task runs beside its own, and why; null if it never did. <see cref="TaskLanes"/> guards it.
    /// </summary>
    public List<(object Reason, byte Lane)>? Urgencies { get; set; }

    /// <summary>What aborts the task beside its handle, or null.</summary>
    public StopToken? StopToken { get; set; }

    /// <summary>What the task has ended with; written before it completes.</summary>
    public Failure? Fault { get; set; }

    /// <summary>The .NET task that stands for this one, once somebody has asked for it.</summary>
    public Task? Bridge => _bridge.Item;

    public void AddShield() => _shields.Add(1);

    /// <returns>True if it was the last one and an abort was held back meanwhile.</returns>
    // Full fence: pairs with TrySet in HoldBackAbort.
    public bool RemoveShield() => _shields.Add(-1) == 0 && _heldBack.TryClear();

    /// <summary>
    /// For an abort, and for a wait that finds one: whether a shield protects the waits at the moment. If so, the last
    /// shield to go looks for them again.
    /// </summary>
    public bool HoldBackAbort()
    {
        if (_shields.Value == 0)
        {
            return false;
        }

        // Full fence: pairs with the RMW in RemoveShield. Either that one sees the flag, or the next read sees that no
        // shield is left.
        _heldBack.TrySet();
        return _shields.Value > 0;
    }

    /// <summary>Keeps a task's bridge; the first one stays.</summary>
    public Task KeepBridge(Task bridge)
    {
        _bridge.TryPut(bridge);
        return _bridge.Item!;
    }

    /// <summary>The source of the task's token, made at its first use.</summary>
    public CancellationTokenSource Cancellation()
    {
        if (_cancellation.Item is { } source)
        {
            return source;
        }

        _cancellation.TryPut(new CancellationTokenSource());
        return _cancellation.Item!;
    }

    /// <summary>Cancels the token if it was ever asked for.</summary>
    public void CancelToken(Home home)
    {
        if (_cancellation.Item is { IsCancellationRequested: false } source)
        {
            TokenCancellation.Begin(source, home);
        }
    }
}
