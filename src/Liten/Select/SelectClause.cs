namespace Liten;

/// <summary>
/// One case of a select: what it waits for, and how a select takes part in that. Built once, used each round.
/// </summary>
/// <remarks>
/// For the code that owns the select; only the members named Unsynchronized run under the source's latch.
/// </remarks>
internal abstract class SelectClause(string name)
{
    /// <summary>What it does, for people: "Receive from MpscReceiver".</summary>
    public string Name { get; } = name;

    /// <summary>Whether the next round takes part in it.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Whether its source has ended for good.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether it won the last round and nobody has asked for that yet.</summary>
    public bool HasWon { get; private set; }

    public bool IsLive => IsEnabled && !HasEnded;

    /// <summary>Whether something is lost when nobody asks whether it has won.</summary>
    public virtual bool IsTaking => true;

    /// <summary>Whether a select goes on while only this case has not ended.</summary>
    public virtual bool KeepsGoing => true;

    /// <summary>
    /// The primitive it takes from, whose latch it is looked at under; null for one that only happens, such as an end.
    /// </summary>
    public virtual object? Source => null;

    /// <summary>The place of the source in the order in which selects enter latches.</summary>
    public long Order { get; set; }

    /// <summary>The latch of the source; only where there is one.</summary>
    public virtual ref SpinLatch Latch => throw new NotSupportedException();

    /// <summary>A round begins.</summary>
    public virtual void BeginRound() => HasWon = false;

    /// <summary>Takes what is there. With a source, under its latch.</summary>
    public abstract ClauseLook LookUnsynchronized();

    /// <summary>Does what the look has left to do outside of latches, such as waking a sender.</summary>
    public virtual void FollowLook()
    {
    }

    /// <summary>Fetches the memory that a look has missed.</summary>
    public virtual void Reserve()
    {
    }

    /// <summary>Rents its wait as a member of the group. Nothing is queued yet.</summary>
    public abstract void Prepare(IWaitGroup group);

    /// <summary>Queues its wait in the source, under the latch of the look that found nothing.</summary>
    public virtual void EnqueueUnsynchronized()
    {
    }

    /// <summary>Gives back a prepared wait that was not queued.</summary>
    public abstract void Discard();

    /// <summary>
    /// Once all latches are left: a clause without a source begins to wait, and one with a source sees to its timer.
    /// </summary>
    /// <returns>False if what it waits for is there already.</returns>
    public virtual bool TryRegister() => true;

    /// <summary>Takes its queued wait out, after another has won.</summary>
    public abstract void Withdraw();

    /// <summary>Whether its wait is the given one.</summary>
    public abstract bool Owns(AwaitSource? wait);

    /// <summary>Takes what the giver has left in its wait, which has won.</summary>
    public abstract ClauseLook TakeOutcome();

    /// <summary>Why its source has ended, if that is a failure.</summary>
    public abstract Exception? TakeFailure();

    /// <summary>Gives back what was won and nobody has taken.</summary>
    public virtual void GiveBack()
    {
    }

    /// <summary>It has won the round.</summary>
    public virtual void Win() => HasWon = true;

    /// <summary>Asks once whether it has won.</summary>
    public bool TakeWin()
    {
        bool won = HasWon;
        HasWon = false;
        return won;
    }

    public override string ToString() => Name;
}
