namespace Liten;

/// <summary>Acquires permits of a semaphore.</summary>
internal sealed class AcquireClause(AsyncSemaphore semaphore, int permits, string name)
    : SelectClause<SemaphorePermits>(name)
{
    private SynchronizationContext? _home;

    public override object Source => semaphore;

    public override ref SpinLatch Latch => ref semaphore.Latch;

    public override void BeginRound()
    {
        base.BeginRound();
        _home = SharedHome.OfCaller;
    }

    public override ClauseLook LookUnsynchronized()
    {
        if (!semaphore.HasSpareUnsynchronized)
        {
            return ClauseLook.NeedsMemory;
        }

        bool taken = semaphore.TryTakeUnsynchronized(permits, out SemaphorePermits lease);
        Value = lease;
        return taken ? ClauseLook.Taken : semaphore.IsDisposedUnsynchronized ? ClauseLook.Ended : ClauseLook.Nothing;
    }

    public override void Reserve()
    {
        semaphore.EnterWithSpare();
        semaphore.Latch.Exit();
    }

    public override void EnqueueUnsynchronized()
    {
        var node = (WaitNode<SemaphorePermits>)Wait!;
        node.Mark = permits;
        semaphore.EnqueueUnsynchronized(node, _home);
    }

    public override void GiveBack()
    {
        if (TakeWin(out SemaphorePermits lease))
        {
            lease.Dispose();
        }
    }

    protected override AbortableWait<SemaphorePermits> Rent() => WaitNode<SemaphorePermits>.Rent(semaphore);

    protected override Exception? FailureOfLook() => AsyncSemaphore.Disposed();
}
