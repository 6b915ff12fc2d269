namespace Liten.Testing;

/// <summary>
/// The turns of one thread of a world. Each operation pauses first, or stops in mid-stack where it cannot.
/// </summary>
internal sealed class TestTurn(
    TestScheduler scheduler,
    SynchronizationContext context,
    ExecutionContext baseContext,
    Admission admission,
    RuntimeHooks hooks)
    : ExploredTurn(scheduler.Host, context, baseContext, admission, hooks)
{
    private readonly List<WorkItem> _paused = [];

    public TestScheduler Scheduler => scheduler;

    public override void Pause(WorkItem call)
    {
        _paused.Add(call);
        scheduler.Record?.NotePause(call);
    }

    public override void Stop()
    {
        // Code of this library, between two turns, comes past such places as well.
        if (scheduler.Carriers is { Holder.IsHalted: false } carriers
            && IsRunning
            && ReferenceEquals(carriers.Holder.Turn, this))
        {
            ActOnWhatNobodyAwaits();
            scheduler.StopAtPoint(carriers);
        }
    }

    /// <summary>What others wait for until this turn ends would keep them waiting for ever.</summary>
    public void SettleBeforeBlocking() => SettleEarly();

    public override void RuntimeIsMade() => OutsideWatch.Current?.Note(static () => new Escape(
        "A runtime is built, whose threads no schedule controls",
        "Hand the tested code the schedule's own: run.Runtime, or Runtime.Current.",
        CallStack.Capture().Place));

    public override bool Misroutes(string channel, Action send)
    {
        if (!scheduler.Faults.StrikeMessages)
        {
            return false;
        }

        if (scheduler.Strikes(MessageFault.Drop.In(channel)))
        {
            return true;
        }

        if (scheduler.Strikes(MessageFault.Duplicate.In(channel)))
        {
            send();
        }

        bool isDelayed = scheduler.Strikes(MessageFault.Delay.In(channel));
        if (isDelayed)
        {
            scheduler.Run!.Runtime.TimeProvider.CreateTimer(
                _ => send(), null, scheduler.Faults.DelayOf(channel), Timeout.InfiniteTimeSpan);
        }

        return isDelayed;
    }

    protected override bool Pauses()
    {
        if (_paused.Count > 0)
        {
            ActOnWhatNobodyAwaits();
        }

        return scheduler.HasPoints;
    }

    /// <summary>At the end of a turn: what acts next if the default order is kept, in its order.</summary>
    public void MovePausedTo(ReadyList ready)
    {
        if (_paused.Count == 0)
        {
            return;
        }

        ActOnWhatNobodyAwaits();
        for (int i = _paused.Count - 1; i >= 0; i--)
        {
            ready.AddFirst(_paused[i]);
        }

        _paused.Clear();
    }

    /// <summary>The schedule is given up.</summary>
    public void Forget() => _paused.Clear();

    /// <summary>
    /// Code that holds on to an operation without awaiting it relies on its having begun: it acts before anything else
    /// can see that it had not.
    /// </summary>
    private void ActOnWhatNobodyAwaits()
    {
        for (int i = 0; i < _paused.Count; i++)
        {
            if (_paused[i] is AwaitSource { Caller: null } call)
            {
                _paused.RemoveAt(i--);
                RunAside(call);
            }
        }
    }
}
