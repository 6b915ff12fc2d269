namespace Liten;

/// <summary>The wait of one that has arrived at a barrier; its Mark is the generation that it belongs to.</summary>
/// <remarks>
/// A token or an abort that has won the wait does not know yet whether the arrival still can be taken back: the barrier
/// decides that under its latch, in the same order in which it counts. An arrival that was counted for a generation
/// that
/// is complete ends as such.
/// </remarks>
internal sealed class BarrierNode : WaitNode<bool>
{
    private static readonly ObjectPool<BarrierNode> s_pool = new();

    private AsyncBarrier? _barrier;

    public static BarrierNode Rent(AsyncBarrier barrier)
    {
        BarrierNode node = s_pool.TryRent() ?? new BarrierNode();
        node.HoldBy(barrier);
        node._barrier = barrier;
        return node;
    }

    private protected override void EndEarly(Failure failure)
    {
        if (_barrier!.TryTakeBack(this))
        {
            Fail(failure);
        }
        else
        {
            SetResult(false);
        }
    }

    private protected override void ReturnToPool()
    {
        _barrier = null;
        s_pool.Return(this);
    }
}
