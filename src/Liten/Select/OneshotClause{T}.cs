namespace Liten;

/// <summary>Receives the value of a oneshot.</summary>
internal sealed class OneshotClause<T>(OneshotCell<T> cell, string name) : SelectClause<T>(name)
{
    private OneshotState _found;

    public override object Source => cell;

    public override ref SpinLatch Latch => ref cell.Latch;

    public override ClauseLook LookUnsynchronized()
    {
        _found = cell.TakeUnsynchronized(out T? value);
        Value = value;
        return _found switch
        {
            OneshotState.Sent => ClauseLook.Taken,
            OneshotState.Open => cell.MayWaitUnsynchronized ? ClauseLook.Nothing : ClauseLook.Ended,
            _ => ClauseLook.Ended,
        };
    }

    public override void EnqueueUnsynchronized() => cell.EnqueueUnsynchronized((WaitNode<T>)Wait!);

    protected override AbortableWait<T> Rent() => WaitNode<T>.Rent(cell);

    /// <summary>After its one value a oneshot has ended, as a channel has after its last.</summary>
    protected override Exception? FailureOfLook()
        => _found == OneshotState.Taken ? null : FailureOf(OneshotCell<T>.Failure(_found));

    protected override Exception? FailureOf(Exception exception)
        => exception is OneshotClosedException ? null : exception;
}
