namespace Liten;

/// <summary>
/// One wait that a value, a cancellation token or an abort can end. One compare-exchange, <see cref="TryClaim()"/>,
/// picks the single winner. Pooled: waiting allocates nothing.
/// </summary>
/// <remarks>
/// The steps, in the order of the code:
/// <list type="number">
/// <item>
/// A waiting operation rents a wait, puts it where a giver finds it, and shows it to the token
/// (<see cref="ListenTo"/>).
/// </item>
/// <item>The awaiting method registers itself (<see cref="OnDone"/>).</item>
/// <item>A giver claims the wait and calls <see cref="SetResult"/>.</item>
/// <item>The resumed method consumes the result, which recycles the wait.</item>
/// </list>
/// </remarks>
internal abstract class AbortableWait<T> : AwaitSource<T>, IAbortableWait
{
    private static readonly Action<object?, CancellationToken> s_cancel =
        static (wait, token) => ((AbortableWait<T>)wait!).Cancel(token);

    /// <summary>
    /// The awaiter reads its result elsewhere, so the wait goes back to its pool when it wakes the continuation.
    /// </summary>
    private protected bool ReturnsItself;

    private IWaitGroup? _group;
    private bool _listens;
    private CancellationTokenRegistration _registration;

    /// <summary>For the giver's own use while it holds the wait, such as the number of a timer.</summary>
    /// <remarks>Free: it lies in alignment padding.</remarks>
    public int Mark { get; set; }

    /// <summary>Whether the wait has a winner: for one that holds the latch under which it is queued.</summary>
    public bool IsDecided => _group is { } group ? group.IsDecided : Meeting.IsDecided;

    /// <summary>From here on the token can end the wait. For when a giver can find it and no latch is held.</summary>
    public void ListenTo(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(s_cancel, this);
            _listens = true;
        }
    }

    internal override void OnDone(WorkItem continuation)
    {
        uint version = Version;
        AbortScope? owner = continuation.NoteWait(this);

        // A full fence between noting the wait and looking for an abort: see CallSeat.
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
    public void Discard()
    {
        _group = null;
        Recycle();
    }

    /// <summary>Claims the wait for a value: for a giver that knows it to be in the use that was given to it.</summary>
    public bool TryClaim()
        => _group is { } group ? group.TryClaim(this) : Meeting.TryClaim(Meeting.ReadVersion());

    /// <summary>Makes a rented wait a member of a group, before a giver can find it.</summary>
    public void Join(IWaitGroup group) => _group = group;

    /// <summary>
    /// Takes a member out that has not won. The holder's latch lies between this and a giver that has failed to claim
    /// it.
    /// </summary>
    public void Leave()
    {
        Forget();
        _group = null;
        Recycle();
    }

    /// <summary>Takes the outcome of the member that has won.</summary>
    public T? TakeOutcome(out Failure? error)
    {
        T? result = Result;
        error = Error;
        Result = default;
        Error = null;
        _group = null;
        Recycle();
        return result;
    }

    /// <summary>Claims the given use of the wait for a value, where it may have been reused meanwhile.</summary>
    public bool TryClaim(uint version) => Meeting.TryClaim(version);

    /// <summary>Hands the value over: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    /// <param name="result">The value.</param>
    /// <param name="givesWay">Whether the waiting code goes on behind what is queued already.</param>
    public void SetResult(T result, bool givesWay = false)
    {
        Result = result;
        End(givesWay);
    }

    /// <summary>Ends the wait with an error: for the winner of <see cref="TryClaim()"/>, outside any latch.</summary>
    public void SetException(Exception exception) => Fail(Failure.Of(exception));

    /// <summary>Ends a wait on which no call is suspended, without waking anything.</summary>
    /// <returns>False if somebody has ended it before.</returns>
    public bool TryWithdraw(uint version)
    {
        if (!Meeting.TryClaim(version))
        {
            return false;
        }

        Forget();
        Recycle();
        return true;
    }

    /// <summary>
    /// The call that wanted to wait cannot, for lack of memory. What was handed to it meanwhile is given back if it can
    /// be, such as a lock.
    /// </summary>
    internal override void Abandon()
    {
        if (!TryWithdraw(Version) && !Meeting.TryRegister(LostCall.Instance))
        {
            GiveBack();
        }
    }

    uint IAbortableWait.ReadVersion() => Meeting.ReadVersion();

    WaitTarget IAbortableWait.Describe() => Describe();

    /// <inheritdoc cref="IAbortableWait.Describe"/>
    private protected virtual WaitTarget Describe() => WaitTarget.Primitive(GetType());

    int IAbortableWait.ReadPlace() => ReadPlace();

    WaitBlockers IAbortableWait.ReadBlockers()
    {
        WaitBlockers blockers = ReadBlockers();

        // A lock that was granted to this wait names its new holder a moment before the wait ends.
        ReadFence.Pass();
        return IsDecided ? default : blockers;
    }

    bool IAbortableWait.HasToken => _listens;

    /// <inheritdoc cref="IAbortableWait.ReadBlockers"/>
    private protected virtual WaitBlockers ReadBlockers() => default;

    /// <inheritdoc cref="IAbortableWait.ReadPlace"/>
    private protected virtual int ReadPlace() => 0;

    public void Abort(uint version, AbortScope owner)
    {
        if (Meeting.TryClaim(version))
        {
            EndEarly(Failure.OfCancellation(owner, static owner => owner.AbortException()));
        }
    }

    /// <summary>
    /// Has the giver drop this wait. The giver may have taken it already, and then failed to claim it.
    /// </summary>
    private protected abstract void Forget();

    private protected override void Recycle()
    {
        StopListening();
        Meeting.Reset();
    }

    /// <summary>From here on no callback of the token runs, or will.</summary>
    private protected void StopListening()
    {
        if (_listens)
        {
            _listens = false;
            Uninterruptible.Dispose(_registration);
            _registration = default;
        }
    }

    private void Cancel(CancellationToken token)
    {
        // The registration is disposed before a wait is reused, so this callback always means the current use.
        if (TryClaim())
        {
            EndEarly(Failure.OfCancellation(token, static token => new OperationCanceledException(token)));
        }
    }

    /// <summary>A token or an abort has won the wait.</summary>
    private protected virtual void EndEarly(Failure failure)
    {
        Forget();
        Fail(failure);
    }

    private protected void Fail(Failure failure)
    {
        Error = failure;
        End(givesWay: false);
    }

    private void End(bool givesWay)
    {
        if (_group is { } group)
        {
            group.End();
            return;
        }

        // Read first: a wait without a continuation may be consumed, and so recycled, as soon as it has ended.
        bool returnsItself = ReturnsItself;
        if (Meeting.End() is { } continuation)
        {
            WakeContinuation(continuation, returnsItself, givesWay);
        }
    }

    /// <summary>The wait has ended, and nobody consumes what came.</summary>
    private protected virtual void GiveBack()
    {
        try
        {
            (GetResult(Version) as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // It was cancelled or has failed: nothing was handed over.
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
            continuation.Seat.Forget();
            throw;
        }
    }

    /// <summary>No consumer takes the result of a wait that returns itself, so such a wait is still ours.</summary>
    private void WakeContinuation(WorkItem continuation, bool returnsItself, bool givesWay)
    {
        if (ReferenceEquals(continuation, LostCall.Instance))
        {
            GiveBack();
            return;
        }

        continuation.Seat.Forget();
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
