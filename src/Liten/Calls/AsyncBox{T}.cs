namespace Liten;

/// <summary>A suspended async method, seen from its result: what its caller awaits.</summary>
internal abstract class AsyncBox<T> : AwaitSource<T>, IForeignResume
{
    /// <summary>The successor on a thread that belongs to no runtime; else <see cref="Turn.Successor"/>.</summary>
    [ThreadStatic]
    private static WorkItem? t_successor;

    private protected CallSeat Place;

    private ForeignAwait? _foreign;

    internal sealed override ref CallSeat Seat => ref Place;

    internal sealed override bool BelongsTo(AbortScope? owner, Home? home)
        => ReferenceEquals(Place.Owner, owner) && ReferenceEquals(Place.Home, home);

    internal sealed override AbortScope? NoteWait(IAbortableWait wait) => Place.Note(wait, this);

    internal sealed override void Wake() => Place.Home!.Schedule(this, Turn.Current);

    internal sealed override void Yield() => Place.Home!.Yield(this, Turn.Current);

    /// <summary>The method has returned.</summary>
    internal void Complete(T result)
    {
        Result = result;
        End();
    }

    /// <summary>The method has thrown.</summary>
    internal void Fail(Exception exception)
    {
        Error = Failure.Of(exception, Place.Home!.Hooks, Place.Owner?.Describe(), "a call that nobody awaited");
        End();
    }

    /// <summary>The method is about to wait for something that knows no Liten.</summary>
    /// <param name="what">The awaited <see cref="Task"/>, or else the type of the awaiter.</param>
    /// <returns>
    /// What an awaiter is to call that is known to call once: one delegate serves all of the box's waits. So no code of
    /// a user's may see it, which could call it again when the box is another call's.
    /// </returns>
    internal Action BeginForeign(object what)
    {
        ForeignAwait wait = _foreign ??= new ForeignAwait(ComeHome);
        wait.Begin(Place.Owner, what);
        Place.Owner?.NoteForeign(wait);
        return wait.Wake;
    }

    public void EndForeign() => _foreign!.End();

    public void ComeHome()
    {
        EndForeign();
        Place.Home!.CountForeignReturn();
        Wake();
    }

    public void GoOnWhereCalled()
    {
        EndForeign();
        Home here = Home.Capture(owner: null);
        if (ReferenceEquals(here, ForeignHome.OnThreadPool))
        {
            // No place that could be come back to: here until the next await, which brings the method home.
            Turn.RunAside(this, isAway: true);
            return;
        }

        Place.Home = here;
        if (ReferenceEquals(here, Turn.Current?.Home))
        {
            ComeHome();
        }
        else
        {
            Turn.RunAside(this);
        }
    }

    internal override void OnDone(WorkItem continuation)
    {
        if (!Meeting.TryRegister(continuation))
        {
            continuation.Wake();
        }
    }

    /// <summary>Takes the caller that the method which just ended on this thread has left behind.</summary>
    private protected static WorkItem? TakeSuccessor(Turn? turn)
    {
        if (turn is not null)
        {
            return turn.TakeSuccessor();
        }

        WorkItem? successor = t_successor;
        t_successor = null;
        return successor;
    }

    /// <summary>
    /// After this the box may already be in use again and nothing may touch it. So the successor travels with the
    /// thread.
    /// </summary>
    private void End()
    {
        AbortScope? owner = Place.Owner;
        Home? home = Place.Home;
        Place.Unlist(this);
        if (Meeting.End() is not { } caller)
        {
            return;
        }

        if (caller.BelongsTo(owner, home))
        {
            SetSuccessor(caller);
        }
        else
        {
            caller.Wake();
        }
    }

    private static void SetSuccessor(WorkItem caller)
    {
        if (Turn.Current is { } turn)
        {
            turn.Successor = caller;
        }
        else if (Turn.IsAway)
        {
            caller.Wake();
        }
        else
        {
            t_successor = caller;
        }
    }
}
