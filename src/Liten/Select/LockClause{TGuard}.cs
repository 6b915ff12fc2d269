namespace Liten;

/// <summary>Takes the lock of a mutex.</summary>
internal sealed class LockClause<TGuard>(MutexCore<TGuard> mutex, string name) : SelectClause<TGuard>(name)
    where TGuard : struct, IDisposable
{
    private AbortScope? _caller;
    private SynchronizationContext? _home;

    public override object Source => mutex;

    public override ref SpinLatch Latch => ref mutex.Latch;

    public override void BeginRound()
    {
        base.BeginRound();
        _caller = Turn.CurrentOwner;
        _home = SharedHome.OfCaller;
    }

    public override ClauseLook LookUnsynchronized()
    {
        bool taken = mutex.TryTakeUnsynchronized(_caller, out ulong tenure);
        Value = taken ? mutex.GuardOf(tenure) : default;
        return taken ? ClauseLook.Taken : mutex.IsPoisonedUnsynchronized ? ClauseLook.Ended : ClauseLook.Nothing;
    }

    public override void EnqueueUnsynchronized()
    {
        var node = (WaitNode<TGuard>)Wait!;
        node.Asker = _caller;
        mutex.EnqueueUnsynchronized(node, _home);
    }

    public override void GiveBack()
    {
        if (TakeWin(out TGuard guard))
        {
            guard.Dispose();
        }
    }

    protected override AbortableWait<TGuard> Rent() => WaitNode<TGuard>.Rent(mutex);

    protected override Exception? FailureOfLook() => mutex.Poisoned();
}
