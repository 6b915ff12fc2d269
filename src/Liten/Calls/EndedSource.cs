namespace Liten;

/// <summary>
/// A call that failed before it ever suspended, or a task made from an exception. It may be consumed any number of
/// times.
/// </summary>
internal sealed class EndedSource<T> : AwaitSource<T>
{
    private readonly Failure _failure;

    public EndedSource(Exception exception)
    {
        AbortScope? owner = Turn.CurrentOwner;
        Home home = Home.Capture(owner);
        _failure = Failure.Of(exception, home.Hooks, owner?.Describe(), "a call that nobody awaited");
    }

    internal override bool IsDone(uint token) => true;

    internal override void OnDone(WorkItem continuation) => continuation.Wake();

    internal override T GetResult(uint token)
    {
        _failure.Throw();
        return default;
    }

    private protected override void Recycle()
    {
    }
}
