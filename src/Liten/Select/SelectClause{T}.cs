namespace Liten;

/// <summary>A clause whose wait is a node in a primitive, and ends with a <typeparamref name="T"/>.</summary>
internal abstract class SelectClause<T>(string name) : SelectClause(name)
{
    private AbortableWait<T>? _wait;
    private Failure? _failure;

    /// <summary>What was won, until it is taken.</summary>
    protected T? Value { get; set; }

    /// <summary>The wait of the round that runs.</summary>
    protected AbortableWait<T>? Wait => _wait;

    public sealed override void Prepare(IWaitGroup group)
    {
        _wait = Rent();
        _wait.Join(group);
    }

    public sealed override void Discard()
    {
        _wait?.Discard();
        _wait = null;
    }

    public override void Withdraw()
    {
        _wait?.Leave();
        _wait = null;
    }

    public sealed override bool Owns(AwaitSource? wait) => wait is not null && ReferenceEquals(wait, _wait);

    public override ClauseLook TakeOutcome()
    {
        Value = _wait!.TakeOutcome(out _failure);
        _wait = null;
        return _failure is null ? ClauseLook.Taken : ClauseLook.Ended;
    }

    public sealed override Exception? TakeFailure()
    {
        Failure? failure = _failure;
        _failure = null;
        return failure is null ? FailureOfLook() : FailureOf(failure.Exception);
    }

    /// <summary>Takes the value that was won.</summary>
    public bool TakeWin(out T? value)
    {
        value = Value;
        Value = default;
        return TakeWin();
    }

    /// <summary>A giver has found that the wait is registered where it has ended already.</summary>
    protected void Forget() => _wait = null;

    protected abstract AbortableWait<T> Rent();

    /// <summary>Why the look found an end, if that is a failure.</summary>
    protected virtual Exception? FailureOfLook() => null;

    /// <summary>Whether what a giver ended the wait with is a failure, or a plain end.</summary>
    protected virtual Exception? FailureOf(Exception exception) => exception;
}
