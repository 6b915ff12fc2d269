namespace Liten;

/// <summary>Waits for a notification, and takes the permit of one.</summary>
internal sealed class NotifyClause(AsyncNotify notify, string name) : SelectClause<VoidResult>(name)
{
    public override object Source => notify;

    public override ref SpinLatch Latch => ref notify.Latch;

    public override ClauseLook LookUnsynchronized()
        => notify.TryTakeUnsynchronized() ? ClauseLook.Taken : ClauseLook.Nothing;

    public override void EnqueueUnsynchronized() => notify.EnqueueUnsynchronized((WaitNode<VoidResult>)Wait!);

    public override void GiveBack()
    {
        if (TakeWin())
        {
            notify.NotifyOne();
        }
    }

    protected override AbortableWait<VoidResult> Rent() => WaitNode<VoidResult>.Rent(notify);
}
