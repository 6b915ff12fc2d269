namespace Liten;

/// <summary>Waits for a tick of an interval, and takes it.</summary>
/// <remarks>
/// It has no source among the latches of a select: the end of its wait says that a tick may be there, and takes
/// nothing. The tick is taken by whoever looks then, as in <see cref="Interval.TickAsync"/>.
/// </remarks>
internal sealed class TickClause(Interval interval, string name) : SelectClause<VoidResult>(name)
{
    private readonly TickWait _own = interval.NewWait();
    private bool _isSecond;

    public override bool IsTaking => false;

    public override bool KeepsGoing => false;

    public override ClauseLook LookUnsynchronized()
    {
        TickLook look = interval.Look(_own);
        _isSecond = look == TickLook.OthersWait;
        return look switch
        {
            TickLook.Taken => ClauseLook.Taken,
            TickLook.NotYet => ClauseLook.Nothing,
            _ => ClauseLook.Ended,
        };
    }

    public override bool TryRegister()
    {
        interval.Arm(_own);
        return true;
    }

    /// <summary>The time has come. A reset or another's end of the interval may have come after it.</summary>
    public override ClauseLook TakeOutcome()
        => base.TakeOutcome() == ClauseLook.Taken ? LookUnsynchronized() : ClauseLook.Ended;

    protected override AbortableWait<VoidResult> Rent()
    {
        interval.Occupy(_own);
        return _own;
    }

    protected override Exception? FailureOfLook() => _isSecond ? Interval.OthersWait() : null;
}
