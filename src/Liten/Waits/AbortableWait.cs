using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>
/// One wait that a value, a cancellation token or an abort of the waiting task can end: whoever claims it, each of them by one
/// atomic step that only one can win. Pooled: waiting allocates nothing.
/// </summary>
/// <remarks>
/// Steps, in the order of the code: a waiting operation rents one, puts it where a giver finds it and calls <see cref="Begin"/>;
/// the awaiting method registers itself (<see cref="OnDone"/>); a giver claims the wait and calls <see cref="SetResult"/>; the
/// resumed method consumes the result, which recycles the wait.
/// </remarks>
internal abstract class AbortableWait<T> : AwaitSource<T>, IAbortableWait
{
    private static readonly Action<object?, CancellationToken> s_cancel = static (wait, token) => ((AbortableWait<T>)wait!).Cancel(token);

    /// <summary>The awaiter reads its result elsewhere, so the wait goes back to its pool when it wakes the continuation.</summary>
    private protected bool ReturnsItself;

    private CancellationTokenRegistration _registration;

    /// <summary>For the giver's own use while it holds the wait, such as the number of a timer. It fills a gap between this class's fields.</summary>
    public int Mark { get; set; }

    /// <summary>The task to await, once a giver can find the wait and no latch is held.</summary>
    public LitenTask<T> Begin(CancellationToken cancellationToken)
    {
        var task = new LitenTask<T>(this, Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(s_cancel, this);
        }

        return task;
    }

    internal override WorkItem? Run(ThreadContext? thread) => null;

    internal override void OnDone(WorkItem continuation)
    {
        uint version = Version;
        JoinHandle? owner = continuation.Owner;
        if (owner is not null)
        {
            continuation.Wait = this;
            if (!continuation.IsListed)
            {
                owner.List(continuation);
            }
        }

        // A full fence between listing the wait and looking for an abort: see TaskWaits.
        if (!TryRegister(continuation))
        {
            WakeContinuation(continuation, ReturnsItself, givesWay: false);
        }
        else if (owner is { MustStop: true })
        {
            // From here on only the version protects this wait from a use that is not ours any more.
            Abort(version, owner);
        }
    }

    /// <summary>Gives back a wait that was rented and that no giver has seen.</summary>
    public void Discard() => Recycle();

    /// <summary>Claims the wait for a value: for a giver that knows it to be in the use that was given to it.</summary>
    public bool TryClaim() => Meeting.TryClaim(Meeting.ReadVersion());

    /// <summary>Claims the given use of the wait for a value, where it may have been reused meanwhile.</summary>
    public bool TryClaim(uint version) => Meeting.TryClaim(version);

    /// <summary>Hands the value over: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    /// <param name="result">The value.</param>
    /// <param name="givesWay">Whether the waiting code goes on behind what is queued already: behind the waits that have just ended before this one.</param>
    public void SetResult(T result, bool givesWay = false)
    {
        Result = result;
        End(givesWay);
    }

    /// <summary>Ends the wait with an error: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    public void SetException(Exception exception)
    {
        Error = ExceptionDispatchInfo.Capture(exception);
        End(givesWay: false);
    }

    /// <summary>Ends a wait that nobody is suspended on, without waking anything.</summary>
    public void Withdraw(uint version)
    {
        if (Meeting.TryClaim(version))
        {
            Forget();
            Recycle();
        }
    }

    uint IAbortableWait.ReadVersion() => Meeting.ReadVersion();

    public void Abort(uint version, JoinHandle owner)
    {
        if (Meeting.TryClaim(version))
        {
            EndEarly(new TaskAbortedException(owner));
        }
    }

    /// <summary>Has whoever would give the value drop this wait. The giver may have taken it already, and then failed to claim it.</summary>
    private protected abstract void Forget();

    private protected override void Recycle()
    {
        // Waits for a callback that is running right now; it takes no lock of ours that this thread could hold.
        _registration.Dispose();
        _registration = default;
        Meeting.Reset();
    }

    private void Cancel(CancellationToken token)
    {
        // The registration is disposed before a wait is reused, so this callback always means the current use.
        if (TryClaim())
        {
            EndEarly(new OperationCanceledException(token));
        }
    }

    private void EndEarly(Exception exception)
    {
        Forget();
        SetException(exception);
    }

    private void End(bool givesWay)
    {
        // Read first: whoever consumes a wait that is not waited for may recycle it as soon as it has ended.
        bool returnsItself = ReturnsItself;
        if (Meeting.End() is { } continuation)
        {
            WakeContinuation(continuation, returnsItself, givesWay);
        }
    }

    private bool TryRegister(WorkItem continuation)
    {
        try
        {
            return Meeting.TryRegister(continuation);
        }
        catch (InvalidOperationException)
        {
            // Refused because another one waits here: an abort of this one's task must not end that wait.
            continuation.Wait = null;
            throw;
        }
    }

    /// <summary>The result of a wait that returns itself is taken by nobody, so such a wait is still ours.</summary>
    private void WakeContinuation(WorkItem continuation, bool returnsItself, bool givesWay)
    {
        continuation.Wait = null;
        if (returnsItself)
        {
            Error = null;
            Recycle();
        }

        if (givesWay)
        {
            continuation.Yield();
        }
        else
        {
            continuation.Wake();
        }
    }
}
