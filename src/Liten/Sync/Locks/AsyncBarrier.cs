using System.Diagnostics;

namespace Liten;

/// <summary>
/// A place where a fixed number of participants wait for each other, again and again; no thread is blocked.
/// </summary>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, inside and outside of a runtime.
/// </para>
/// <para>
/// Cancellation: an arrival that is cancelled or aborted is taken back; the barrier then waits for one more. If the
/// last
/// participant arrives at the same moment, one of the two wins: either the arrival counts and its wait ends without an
/// exception, or it is taken back and the last one waits.
/// </para>
/// <para>
/// Fairness: the last one to arrive leads, and goes on without suspending; the others go on in the order in which they
/// came. Who arrives again at once belongs to the next generation.
/// </para>
/// <example>
/// <code>
/// static async LitenTask SimulateAsync(AsyncBarrier barrier, World world, int part)
/// {
///     while (!world.HasEnded)
///     {
///         world.Compute(part);
///         if (await barrier.ArriveAsync())
///         {
///             world.Advance(); // the leader alone; the others wait below
///         }
///
///         await barrier.ArriveAsync();
///     }
/// }
/// </code>
/// </example>
/// <code>
/// field         written by                  read by      under
/// _arrived      who arrives, who gives up   those        _latch
/// _generation   the leader                  those        _latch
/// _waiters      who arrives, who gives up   the leader   _latch
/// </code>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncBarrier : IWaitHolder<bool>
{
    private SpinLatch _latch;

    /// <summary>
    /// Those of the present generation. The nodes of a complete one leave the queue little by little.
    /// </summary>
    private int _arrived;
    private int _generation;
    private IntrusiveList<WaitNode<bool>> _waiters;

    /// <summary>Makes a barrier.</summary>
    /// <param name="participants">How many must arrive for all to go on.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="participants"/> is less than 1.</exception>
    public AsyncBarrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        Participants = participants;
    }

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>How many must arrive for all to go on.</summary>
    public int Participants { get; }

    /// <summary>Arrives, and waits for the others.</summary>
    /// <param name="cancellationToken">Takes the arrival back. It has no effect once all have arrived.</param>
    /// <returns>True for the one that leads: the last to arrive. False for all others.</returns>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled before all had arrived; the arrival does not count.
    /// </exception>
    /// <exception cref="TaskAbortedException">
    /// The calling task was aborted before all had arrived; the arrival does not count.
    /// </exception>
    public LitenTask<bool> ArriveAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                this, static (barrier, token) => barrier.ArriveAsync(token), cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<bool>(refusal);
        }

        _latch.Enter();
        if (IsLastUnsynchronized)
        {
            LeadAndExit();
            return new LitenTask<bool>(true);
        }

        _latch.Exit();
        return Wait(cancellationToken);
    }

    /// <summary>The barrier's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => $"AsyncBarrier ({_arrived} of {Participants} have arrived)";

    /// <summary>Takes an arrival back, unless its generation is complete.</summary>
    internal bool TryTakeBack(BarrierNode node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        bool isOpen = node.Mark == _generation;
        _arrived -= isOpen ? 1 : 0;
        _latch.Exit();
        return isOpen;
    }

    /// <summary>For a wait that nobody is suspended on. If its generation is complete, it has counted.</summary>
    WaitTarget IWaitHolder<bool>.Describe() => WaitTarget.Primitive(GetType(), Name);

    void IWaitHolder<bool>.Forget(WaitNode<bool> node) => TryTakeBack((BarrierNode)node);

    private bool IsLastUnsynchronized => _arrived == Participants - 1;

    private LitenTask<bool> Wait(CancellationToken cancellationToken)
    {
        BarrierNode node = BarrierNode.Rent(this);
        _latch.Enter();
        if (IsLastUnsynchronized)
        {
            LeadAndExit();
            node.Discard();
            return new LitenTask<bool>(true);
        }

        node.Mark = _generation;
        _arrived++;
        _waiters.AddLast(node);
        _latch.Exit();
        return node.Begin(cancellationToken);
    }

    /// <summary>Completes the generation, ends its waits, and leaves the latch, which the caller holds.</summary>
    private void LeadAndExit()
    {
        int complete = _generation++;
        _arrived = 0;
        while (true)
        {
            ClaimedWaits<bool> ended = default;
            bool more = ended.TakeFrom(ref _waiters, until: complete);
            _latch.Exit();
            ended.SetResult(false);
            if (!more)
            {
                return;
            }

            _latch.Enter();
        }
    }
}
