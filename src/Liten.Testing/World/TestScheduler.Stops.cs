namespace Liten.Testing;

/// <content>What stops in mid-stack, and what blocks: a thread goes on with something else.</content>
internal sealed partial class TestScheduler
{
    private Choice? _postponed;
    private int _pointsPastEnd;

    /// <summary>The threads on which turns run; null if one is enough, as no code stops in mid-stack.</summary>
    public Carriers? Carriers { get; set; }

    /// <summary>Whether the schedule is over, and what is left of it only unwinds.</summary>
    public bool IsWindingUp { get; private set; }

    public TestTurn NewTurn() => new(this, Context, BaseContext, _admission, Host.Hooks);

    /// <summary>Code that runs has come to a point: others may go first.</summary>
    /// <exception cref="ScheduleAbandonedException">The schedule has ended, or has come to its limit.</exception>
    public void StopAtPoint(Carriers carriers)
    {
        if (IsWindingUp)
        {
            ThrowIfEndless();
            return;
        }

        if (Patience.IsOver())
        {
            throw new ScheduleAbandonedException();
        }

        Carrier me = carriers.Holder;
        me.GoesOn.Code = Liten.Turn.CurrentOwner;
        Record?.NotePause(me.GoesOn);
        me.IsHalted = true;
        try
        {
            LetOthersGo(me, carriers);
        }
        finally
        {
            me.IsHalted = false;
        }
    }

    /// <summary>The schedule is over: nothing stops any more, and the order is fair.</summary>
    public void WindUp()
    {
        IsWindingUp = true;
        HasPoints = false;
        Record = null;
        Strategy = new FairStrategy();
        Faults.Clear();
        _postponed = null;
        Carriers?.WindUp();
    }

    private void LetOthersGo(Carrier me, Carriers carriers)
    {
        TakeInjected();
        Ready.AddFirst(me.GoesOn);
        Choice choice;
        try
        {
            choice = Decide(LookAtCarriers(carriers), _timeMayPass && Run?.HasIdlers != true);
        }
        catch
        {
            // The strategy's fault becomes the code's, which is stopped no more.
            Ready.Remove(me.GoesOn);
            throw;
        }

        if (choice.Alternative < choice.Runnable && Ready[choice.Alternative] is GoesOn)
        {
            Do(choice);
        }
        else
        {
            _postponed = choice;
            carriers.PassTo(carriers.Free!);
        }
    }

    /// <summary>Whose waits are over can go on.</summary>
    /// <returns>
    /// How many of the first ready ones can run. With no thread free, those are the turns that were stopped; so they
    /// are when the schedule is over, since others may need what those hold.
    /// </returns>
    private int LookAtCarriers(Carriers carriers)
    {
        if (carriers.Blocked.Count > 0)
        {
            carriers.LookAfterBlocked(inRealTime: !Context.Refuses);
        }

        bool isFree = carriers.Free is not null;
        if (isFree && !IsWindingUp)
        {
            return Ready.Count;
        }

        int stopped = Ready.BringForward(static item => item is GoesOn);
        return isFree && stopped == 0 ? Ready.Count : stopped;
    }

    /// <summary>Where foreign work counts, a wait's limit is one of real time.</summary>
    private bool TryEndLimitedWait() => Carriers is not null && Context.Refuses && Carriers.TryEndLimitedWait();

    /// <summary>What another thread has chosen that could not do it, being in the middle of a turn.</summary>
    private bool TryDoPostponed()
    {
        if (_postponed is not { } choice)
        {
            return false;
        }

        _postponed = null;
        Do(choice);
        return true;
    }

    private void ThrowIfEndless()
    {
        const int Enough = 10_000;
        if (++_pointsPastEnd > Enough)
        {
            throw new ScheduleAbandonedException();
        }
    }

    /// <summary>What a decision has come to.</summary>
    /// <param name="Alternative">The number of what happens next.</param>
    /// <param name="Runnable">How many alternatives run code.</param>
    /// <param name="IsEarly">Whether time might pass early.</param>
    private readonly record struct Choice(int Alternative, int Runnable, bool IsEarly);
}
