namespace Liten;

/// <summary>Wins when a time has passed since the round began, or since its first round.</summary>
internal sealed class AfterClause(TimeSpan delay, bool eachRound, string name) : SelectClause<VoidResult>(name)
{
    private TimerDriver? _driver;
    private long _deadline = Nanoseconds.Forever;
    private bool _hasBegun;
    private bool _isOver;

    public override bool IsTaking => false;

    public override bool KeepsGoing => false;

    public override void BeginRound()
    {
        base.BeginRound();
        _driver = TimerDriver.Current ?? throw Time.NoRuntime("Select.After", "a CancellationTokenSource with a delay");
        if (eachRound || !_hasBegun)
        {
            _hasBegun = true;
            _deadline = Nanoseconds.After(_driver.Clock.Nanoseconds, Nanoseconds.In(delay));
        }
    }

    public override ClauseLook LookUnsynchronized()
    {
        bool isDue = _driver!.Clock.Nanoseconds >= _deadline;
        return _isOver ? ClauseLook.Ended : isDue ? ClauseLook.Taken : ClauseLook.Nothing;
    }

    public override bool TryRegister()
        => _driver!.Sleeps.TryArm((SleepWait)Wait!, _deadline) ? true : throw Sleeps.RuntimeHasEnded();

    public override void Win()
    {
        base.Win();
        _isOver = !eachRound;
    }

    protected override AbortableWait<VoidResult> Rent() => SleepWait.Rent(_driver!.Sleeps);
}
