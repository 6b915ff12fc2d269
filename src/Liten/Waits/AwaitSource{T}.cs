namespace Liten;

/// <summary>
/// A source that ends with a value or an error and can be used again: the base of calls in progress and of waits.
/// </summary>
internal abstract class AwaitSource<T> : AwaitSource
{
    private protected Rendezvous<WorkItem> Meeting;
    private protected T? Result;
    private protected Failure? Error;

    internal uint Version => Meeting.Version;

    internal sealed override object? Caller => Meeting.Continuation;

    internal sealed override uint Use => Meeting.ReadVersion();

    internal override bool IsDone(uint token) => Meeting.IsDone(token);

    /// <summary>Consumes the outcome of one use and makes the source ready for the next.</summary>
    internal virtual T GetResult(uint token)
    {
        Meeting.Consume(token);
        T? result = Result;
        Failure? error = Error;
        Result = default;
        Error = null;
        Recycle();
        error?.Throw();
        return result!;
    }

    /// <summary>Ends this use: resets the rendezvous and gives the object back to its pool.</summary>
    private protected abstract void Recycle();
}
