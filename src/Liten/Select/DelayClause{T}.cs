namespace Liten;

/// <summary>Receives from a delay queue what is due.</summary>
internal sealed class DelayClause<T>(DelayQueue<T> queue, string name) : SelectClause<T>(name)
{
    private bool _mustSetAlarm;

    public override object Source => queue;

    public override ref SpinLatch Latch => ref queue.Latch;

    public override ClauseLook LookUnsynchronized()
    {
        bool taken = queue.TryTakeUnsynchronized(out T? item);
        Value = item;
        return taken ? ClauseLook.Taken : ClauseLook.Nothing;
    }

    public override void EnqueueUnsynchronized() => _mustSetAlarm = queue.EnqueueUnsynchronized((WaitNode<T>)Wait!);

    /// <summary>The queue's alarm needs the latch of the timers, so it is set when all latches are left.</summary>
    public override bool TryRegister()
    {
        SetPlannedAlarm();
        return true;
    }

    public override void Withdraw()
    {
        base.Withdraw();

        // The round may have ended before it registered. Receivers that came meanwhile found the alarm planned, and
        // rely on it.
        SetPlannedAlarm();
    }

    /// <summary>An item that nobody has taken is in the queue again, and due.</summary>
    public override void GiveBack()
    {
        if (TakeWin(out T? item))
        {
            queue.Insert(item!, TimeSpan.Zero);
        }
    }

    protected override AbortableWait<T> Rent() => WaitNode<T>.Rent(queue);

    private void SetPlannedAlarm()
    {
        if (_mustSetAlarm)
        {
            _mustSetAlarm = false;
            queue.SetAlarm();
        }
    }
}
