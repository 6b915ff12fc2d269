using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// Every decision and every count of a <see cref="BlockingPool"/>. Unsynchronized: the pool calls it under its latch.
/// </summary>
/// <remarks>
/// No job is stranded, because a counted thread looks at the queue before it becomes idle or stops being counted. So
/// nothing is queued while a thread is idle, and nothing is queued while no thread is counted. Only a thread that could
/// not be started may break the second rule; then the pool takes the jobs out with <see cref="TryTakeStranded"/>.
/// </remarks>
internal sealed class BlockingRoster(int maxThreads)
{
    private IntrusiveList<IBlockingJob> _queue;

    /// <summary>The thread that became idle last is at the end, and gets the next job.</summary>
    private IntrusiveList<BlockingThread> _idle;

    /// <summary>Places without a thread, to be used again.</summary>
    private IntrusiveList<BlockingThread> _vacant;

    /// <summary>Threads that run jobs, from the decision to start one until its decision to end.</summary>
    private int _threads;

    /// <summary>
    /// The same and those that are ending: from the decision to start one until it has left the pool.
    /// </summary>
    private int _present;
    private bool _closed;
    private Joiner? _joiners;

    public BlockingPoolStatus Status => new(_threads, _idle.Count, _queue.Count, _present, _closed);

    /// <summary>Places a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="mayStart">Whether a new thread is an answer.</param>
    /// <param name="thread">
    /// The thread to wake, or the place for the new thread; null when that needs a new place.
    /// </param>
    public Placement Place(IBlockingJob job, bool mayStart, out BlockingThread? thread)
    {
        thread = null;
        if (_closed)
        {
            return Placement.Refused;
        }

        if (_idle.TryRemoveLast(out thread))
        {
            thread.Job = job;
            return Placement.HandedOver;
        }

        if (mayStart && _threads < maxThreads)
        {
            _threads++;
            _present++;
            _vacant.TryRemoveLast(out thread);
            return Placement.NeedsThread;
        }

        if (_threads == 0)
        {
            return Placement.NoThread;
        }

        Debug.Assert(_idle.IsEmpty, "a job is queued past an idle thread");
        _queue.AddLast(job);
        return Placement.Queued;
    }

    /// <summary>The thread that <see cref="Place"/> asked for could not be started.</summary>
    public void StartFailed(BlockingThread? place)
    {
        _threads--;
        Vacate(place);
    }

    /// <summary>A thread has done its job: gives it the queue's next one, or counts it as idle.</summary>
    public Step AfterJob(BlockingThread thread)
    {
        if (_closed)
        {
            _threads--;
            return Step.Leave;
        }

        if (_queue.TryRemoveFirst(out IBlockingJob? job))
        {
            thread.Job = job;
            return Step.Run;
        }

        _idle.AddLast(thread);
        return Step.Rest;
    }

    /// <summary>
    /// An idle thread has woken: for a job, because it was dismissed, because its time is over, or for no reason.
    /// </summary>
    public Step AfterRest(BlockingThread thread, bool expired)
    {
        if (thread.Job is not null)
        {
            return Step.Run;
        }

        if (!thread.IsDismissed && !expired)
        {
            return Step.Rest;
        }

        if (!thread.IsDismissed)
        {
            _idle.Remove(thread);
            _threads--;
        }

        return Step.Leave;
    }

    /// <summary>Stops taking jobs and giving any out.</summary>
    public void Close() => _closed = true;

    /// <summary>
    /// For the end of the pool: takes a queued job, which must be aborted, or stops counting an idle thread, which must
    /// be woken.
    /// </summary>
    public bool TryTakeOne(out IBlockingJob? job, out BlockingThread? idle)
    {
        idle = null;
        if (_queue.TryRemoveFirst(out job))
        {
            return true;
        }

        if (!_idle.TryRemoveLast(out idle))
        {
            return false;
        }

        idle.IsDismissed = true;
        _threads--;
        return true;
    }

    /// <summary>Takes a job that was queued behind a thread which then could not be started.</summary>
    public bool TryTakeStranded([NotNullWhen(true)] out IBlockingJob? job)
    {
        job = null;
        return _threads == 0 && _queue.TryRemoveFirst(out job);
    }

    /// <summary>Takes an ended job out of the queue, if it is there.</summary>
    public void Forget(IBlockingJob job) => _queue.Remove(job);

    /// <summary>Makes the place of a thread that has ended, or has not started, free for the next one.</summary>
    public void Vacate(BlockingThread? place)
    {
        _present--;
        if (place is not null)
        {
            _vacant.AddLast(place);
        }
    }

    /// <returns>False if there are no threads: there is nothing to wait for.</returns>
    public bool TryAddJoiner(Joiner joiner)
    {
        if (_present == 0)
        {
            return false;
        }

        joiner.Next = _joiners;
        _joiners = joiner;
        return true;
    }

    /// <summary>The joiners to wake, once no thread is left.</summary>
    public Joiner? TakeJoiners()
    {
        if (_present > 0)
        {
            return null;
        }

        Joiner? joiners = _joiners;
        _joiners = null;
        return joiners;
    }

    /// <summary>Where a submitted job has gone.</summary>
    internal enum Placement
    {
        /// <summary>Nowhere: the pool is closed.</summary>
        Refused,

        /// <summary>To an idle thread, which must be woken.</summary>
        HandedOver,

        /// <summary>Into the queue.</summary>
        Queued,

        /// <summary>Nowhere yet: it waits for a new thread, which is counted already and must be started.</summary>
        NeedsThread,

        /// <summary>Nowhere: there is no thread, and none may be started for it.</summary>
        NoThread,
    }

    /// <summary>What a thread of the pool does next.</summary>
    internal enum Step
    {
        /// <summary>Run the job in <see cref="BlockingThread.Job"/>.</summary>
        Run,

        /// <summary>Sleep: the thread is counted as idle.</summary>
        Rest,

        /// <summary>End: the thread is not counted any more.</summary>
        Leave,
    }

    /// <summary>A thread outside of the pool that waits until the pool has no threads.</summary>
    internal sealed class Joiner
    {
        public Parker Parker { get; } = new();

        /// <summary>Guarded by the pool's latch until the joiners are taken.</summary>
        public Joiner? Next { get; set; }
    }
}
