using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>A source that ends with a value or an error and can be used again: the base of calls in progress and of waits.</summary>
internal abstract class AwaitSource<T> : AwaitSource
{
    private protected Rendezvous Meeting;
    private protected WorkItem? Continuation;
    private protected T? Result;
    private protected ExceptionDispatchInfo? Error;

    internal uint Version => Meeting.Version;

    internal override bool IsDone(uint token) => Meeting.IsDone(token);

    /// <summary>Consumes the outcome of one use and makes the source ready for the next.</summary>
    internal virtual T GetResult(uint token)
    {
        Meeting.Consume(token);
        T? result = Result;
        ExceptionDispatchInfo? error = Error;
        Result = default;
        Error = null;
        Continuation = null;
        Recycle();
        error?.Throw();
        return result!;
    }

    /// <summary>Refuses a second awaiter before it takes the place of the first one, even if both come at the same instant.</summary>
    private protected void TakePlaceOfContinuation(WorkItem continuation)
    {
        // Decides between awaiters on several threads: a misuse, but the one that is not refused must be woken, and only that one.
        if (Interlocked.CompareExchange(ref Continuation, continuation, null) is not null)
        {
            Rendezvous.ThrowAwaitedTwice();
        }
    }

    /// <summary>Ends this use: resets the rendezvous and gives the object back to its pool.</summary>
    private protected abstract void Recycle();
}
