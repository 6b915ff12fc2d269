namespace Liten;

/// <summary>
/// Lets so many jobs of one lane into the blocking pool at a time; the others wait here: first come, first served.
/// </summary>
/// <remarks>
/// A job is let in once, at its start or by one that leaves, and leaves once, at its end, wherever that finds it.
/// <code>
/// field             written by             under
/// _waiting, _inside who comes, who leaves  the latch
/// GatePlace         the same               the latch
/// </code>
/// </remarks>
internal sealed class JobGate(int most)
{
    private SpinLatch _latch;
    private IntrusiveList<IBlockingJob> _waiting;
    private int _inside;

    /// <summary>Where a job is, as its gate sees it.</summary>
    internal enum Place
    {
        /// <summary>Not come yet, or gone.</summary>
        Outside,

        /// <summary>In the queue of the gate.</summary>
        Waiting,

        /// <summary>In the pool.</summary>
        Inside,
    }

    /// <summary>A job comes.</summary>
    /// <returns>Whether it goes on into the pool now; else one that leaves sends it there.</returns>
    public bool TryEnter(IGatedJob job)
    {
        _latch.Enter();
        bool enters = _inside < most;
        job.GatePlace = enters ? Place.Inside : Place.Waiting;
        if (enters)
        {
            _inside++;
        }
        else
        {
            _waiting.AddLast(job);
        }

        _latch.Exit();
        return enters;
    }

    /// <summary>A job has ended, also one that waits here.</summary>
    /// <returns>The job that goes on into the pool in its place, or null.</returns>
    public IBlockingJob? Leave(IGatedJob job)
    {
        IBlockingJob? next = null;
        _latch.Enter();
        if (job.GatePlace == Place.Waiting)
        {
            _waiting.Remove(job);
        }
        else if (job.GatePlace == Place.Inside && !_waiting.TryRemoveFirst(out next))
        {
            _inside--;
        }

        job.GatePlace = Place.Outside;
        if (next is IGatedJob gated)
        {
            gated.GatePlace = Place.Inside;
        }

        _latch.Exit();
        return next;
    }
}
