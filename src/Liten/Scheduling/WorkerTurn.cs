namespace Liten;

/// <summary>A worker's turn: what it awaits may be the next item of the worker's own queue anyway.</summary>
internal sealed class WorkerTurn : Turn
{
    public WorkerTurn(Worker worker, TaskHost host, LitenSynchronizationContext? own)
        : base(
            host,
            own ?? host.SynchronizationContext,
            host.Identity.BaseContext,
            host.NewAdmission(),
            host.Hooks,
            isPinned: own is not null)
        => Worker = worker;

    public Worker Worker { get; }

    private protected override WorkItem? RunAhead(WorkItem awaited) => Worker.Search.RunAhead(awaited, this);
}
