namespace Liten;

/// <summary>The turn of a worker of a runtime with lanes: it belongs to the lane that the worker serves.</summary>
/// <remarks>
/// It goes on with no other task, which might be another lane's. For the thread itself.
/// </remarks>
internal sealed class LaneTurn(LaneWorker worker, TaskHost host, Admission admission)
    : Turn(host, host.SynchronizationContext, host.Identity.BaseContext, admission, host.Hooks, isPinned: true)
{
    public LaneWorker Worker => worker;

    /// <summary>The lane that is served; null between two lanes.</summary>
    public Lane? Lane { get; private set; }

    /// <summary>No thread stands in for a worker that blocks: it stays in its lane, and counts there.</summary>
    public override bool HasStandIns => true;

    public void Enter(Lane lane)
    {
        Lane = lane;
        SynchronizationContext = lane.Context;
    }

    public void Leave() => Lane = null;

    public override bool TryStepAside()
    {
        SettleEarly();
        return false;
    }
}
