namespace Liten;

/// <summary>The place of one call of a scope's code: whose it is, where it goes on, and what it waits for.</summary>
/// <remarks>
/// <para>
/// A call is listed with its owner at its first wait of Liten's and stays listed until it ends; at each wait it only
/// notes the wait. So a loop of waits costs the list nothing.
/// </para>
/// <para>
/// The order at every wait, in a primitive, a sleep or a join: (1) the call notes the wait
/// (<see cref="WorkItem.NoteWait"/>); (2) it registers with the wait, which is a full fence; (3) it looks whether its
/// owner was aborted. An abort marks the owner, with a full fence, and then looks at the listed calls. At least one of
/// the two sees the other.
/// </para>
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct CallSeat
{
    private static CallSeat s_none;

    /// <summary>The scope whose code the call is, or null.</summary>
    public AbortScope? Owner;

    /// <summary>Where the call goes on: what was current when it took the seat.</summary>
    public Home? Home;

    /// <summary>Neighbours in the owner's <see cref="CallList"/>; null while the call is not listed.</summary>
    public WorkItem? Next;

    /// <inheritdoc cref="Next"/>
    public WorkItem? Previous;

    private Published<IAbortableWait> _wait;

    /// <summary>The seat of everything that is no call. It has no owner and no home, so it is never written.</summary>
    public static ref CallSeat None => ref s_none;

    /// <summary>What the call waits for, if an abort can end it.</summary>
    public readonly IAbortableWait? Wait => _wait.Value;

    /// <summary>Takes the seat for the code that runs now.</summary>
    public void Take()
    {
        Owner = Turn.CurrentOwner;
        Home = Home.Capture(Owner);
    }

    /// <summary>Leaves the seat, which <see cref="Unlist"/> has prepared, to the next call.</summary>
    public void Leave()
    {
        Owner = null;
        Home = null;
    }

    /// <summary>Step 1 of a wait of the call that has this seat.</summary>
    /// <returns>The owner, which is asked for an abort in step 3; null if the call has none.</returns>
    public AbortScope? Note(IAbortableWait wait, WorkItem call)
    {
        AbortScope? owner = Owner;
        if (owner is not null)
        {
            _wait.Set(wait);
            if (Next is null)
            {
                owner.List(call);
            }
        }

        return owner;
    }

    /// <summary>The wait is over, before its call is woken.</summary>
    public void Forget()
    {
        if (Home is not null)
        {
            _wait.Set(null);
        }
    }

    /// <summary>The call has ended: takes it off its owner's list.</summary>
    public void Unlist(WorkItem call)
    {
        if (Next is not null)
        {
            Owner!.Unlist(call);
        }
    }
}
