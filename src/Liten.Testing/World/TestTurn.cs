namespace Liten.Testing;

/// <summary>The turns of the one thread of a world. Each operation that may wait pauses first.</summary>
internal sealed class TestTurn(
    TaskHost host,
    SynchronizationContext context,
    ExecutionContext baseContext,
    Admission admission,
    RuntimeHooks hooks)
    : ExploredTurn(host, context, baseContext, admission, hooks)
{
    private readonly List<WorkItem> _paused = [];

    /// <summary>Whether operations pause; off while a schedule is wound up.</summary>
    public bool HasPoints { get; set; }

    /// <summary>
    /// Hears of each pause, while its operation is still on the stack. For schedules that are recorded.
    /// </summary>
    public Action<WorkItem>? OnPause { get; set; }

    public override void Pause(WorkItem call)
    {
        _paused.Add(call);
        OnPause?.Invoke(call);
    }

    public override void RuntimeIsMade() => OutsideWatch.Current?.Note(static () => new Escape(
        "A runtime is built, whose threads no schedule controls",
        "Hand the tested code the schedule's own: run.Runtime, or Runtime.Current.",
        CallStack.Capture().Place));

    protected override bool Pauses()
    {
        if (_paused.Count > 0)
        {
            ActOnWhatNobodyAwaits();
        }

        return HasPoints;
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
