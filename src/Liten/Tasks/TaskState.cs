namespace Liten;

/// <summary>The state of a spawned task in one word, and every way it can change.</summary>
/// <remarks>
/// <code>
/// bit         set by                          meaning
/// Started     the worker that runs the task   the body has been called, or is about to be
/// Aborted     any thread, once                an abort was asked for
/// HasList     a joiner of the list            the list of joiners is not known to be empty
/// Latched     any thread, briefly             guards the list of joiners
/// Completed   one thread, once                the outcome can be read and never changes
/// EndedEarly  the same thread                 the outcome is: aborted
/// Joined      the one in the joiner's slot    a call waits in that slot; who takes the bit away wakes it
/// Stale       a worker that starts it ahead   the task was begun without its queue entry, to be skipped once
/// uses        with Joined                     counts the waits of the slot: an abort ends only the one it means
/// </code>
/// A task starts or is aborted before its start: both are one RMW on this word, so exactly one of the two sees the
/// other absent. Likewise exactly one completes it: its own end, or a shutdown that gives it up.
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct TaskState
{
    private const int Started = 1;
    private const int Aborted = 2;
    private const int HasList = 4;
    private const int Latched = 8;
    private const int Completed = 16;
    private const int EndedEarly = 32;
    private const int Joined = 64;
    private const int Stale = 128;
    private const int OneUse = 256;

    private int _bits;

    /// <summary>
    /// Acquire: pairs with <see cref="TryComplete"/>, so that the outcome is visible after a true answer.
    /// </summary>
    public readonly bool IsCompleted => (Volatile.Read(in _bits) & Completed) != 0;

    public readonly bool IsStarted => (Volatile.Read(in _bits) & Started) != 0;

    /// <summary>
    /// Read after a full fence by a call that registers a wait; pairs with <see cref="RequestAbort"/>, which looks for
    /// waits afterwards.
    /// </summary>
    public readonly bool IsAbortRequested => (Volatile.Read(in _bits) & Aborted) != 0;

    /// <summary>
    /// Whether the task was aborted or has ended, in one read: what a wait of the task's code asks after its fence.
    /// </summary>
    public readonly bool IsDisturbed => (Volatile.Read(in _bits) & (Aborted | Completed)) != 0;

    /// <summary>The number of the joiner slot's last wait.</summary>
    public readonly uint JoinUse => Use(Volatile.Read(in _bits));

    /// <summary>Whether the task has completed as aborted.</summary>
    public readonly bool HasEndedEarly => (Volatile.Read(in _bits) & EndedEarly) != 0;

    /// <summary>The state in a word, for debuggers.</summary>
    public override readonly string ToString()
        => !IsCompleted ? (IsStarted ? "started" : "queued") : HasEndedEarly ? "aborted" : "ended";

    /// <summary>The task begins to run.</summary>
    /// <returns>False if an abort came first: then the aborter ends the task and the body must not run.</returns>
    public bool TryStart() => TryStart(Started);

    /// <summary>The task begins to run although it is still queued; see <see cref="TakeStale"/>.</summary>
    /// <returns>False if it has begun already, or an abort came first.</returns>
    public bool TryStartAhead() => !IsStarted && TryStart(Started | Stale);

    /// <summary>
    /// Consumes the stale mark: true if the task already ran ahead and this queue entry must be skipped.
    /// </summary>
    // Exactly one entry is passed over: of all who try, one sees the bit that it takes away.
    public bool TakeStale()
        => (Volatile.Read(ref _bits) & Stale) != 0 && (Interlocked.And(ref _bits, ~Stale) & Stale) != 0;

    /// <summary>Marks the task as aborted.</summary>
    public AbortRequest RequestAbort()
    {
        int before = Interlocked.Or(ref _bits, Aborted);
        if ((before & (Aborted | Completed)) != 0)
        {
            return AbortRequest.Nothing;
        }

        return (before & Started) == 0 ? AbortRequest.EndBeforeStart : AbortRequest.StopWaits;
    }

    /// <summary>The continuation that was put into the joiner's slot now waits.</summary>
    /// <param name="use">The number of this wait.</param>
    /// <returns>False if the task has completed: then only the caller wakes the continuation.</returns>
    public bool TryJoin(out uint use)
    {
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            int next = unchecked(bits + OneUse) | Joined;
            use = Use(next);
            if ((bits & Completed) != 0)
            {
                return false;
            }

            // Release: pairs with the RMW in TryComplete and TryEndJoin; the slot written before is visible to who
            // takes the bit away.
            if (Interlocked.CompareExchange(ref _bits, next, bits) == bits)
            {
                return true;
            }
        }
    }

    /// <summary>Ends the given wait of the joiner's slot before the task has completed.</summary>
    /// <returns>True if the caller must empty the slot and wake the continuation.</returns>
    public bool TryEndJoin(uint use)
    {
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Joined) == 0 || Use(bits) != use)
            {
                return false;
            }

            // Acquire: pairs with TryJoin. Against TryComplete exactly one takes the bit away.
            if (Interlocked.CompareExchange(ref _bits, bits & ~Joined, bits) == bits)
            {
                return true;
            }
        }
    }

    /// <summary>Takes the latch over the list of joiners, unless the task has completed and they are claimed.</summary>
    public bool TryLatchBeforeCompletion()
    {
        Backoff backoff = default;
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Latched) == 0)
            {
                if ((bits & Completed) != 0)
                {
                    return false;
                }

                // Acquire: pairs with Unlatch; the joiners written under the latch are visible.
                if (Interlocked.CompareExchange(ref _bits, bits | Latched | HasList, bits) == bits)
                {
                    return true;
                }
            }

            backoff.Wait();
        }
    }

    /// <summary>
    /// Release: pairs with the latch's compare-exchange. An RMW, because an abort may set its bit meanwhile.
    /// </summary>
    public void Unlatch() => Interlocked.And(ref _bits, ~Latched);

    /// <summary>Publishes the outcome. No joiner can register from here on.</summary>
    /// <param name="early">Whether the outcome is that the task was aborted.</param>
    /// <returns>What is left to do for the caller.</returns>
    public Completion TryComplete(bool early)
    {
        Backoff backoff = default;
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Completed) != 0)
            {
                return Completion.Lost;
            }

            if ((bits & Latched) == 0)
            {
                bool listed = (bits & HasList) != 0;
                int next = (bits & ~Joined) | Completed | (early ? EndedEarly : 0) | (listed ? Latched : 0);

                // Release: pairs with the reads above; acquire: with Unlatch and TryJoin.
                if (Interlocked.CompareExchange(ref _bits, next, bits) == bits)
                {
                    return Completion.Won
                        | ((bits & Joined) != 0 ? Completion.WakeJoiner : 0)
                        | (listed ? Completion.WakeList : 0);
                }
            }

            backoff.Wait();
        }
    }

    private static uint Use(int bits) => (uint)bits / OneUse;

    private bool TryStart(int start)
    {
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & (Started | Aborted)) != 0)
            {
                return false;
            }

            // Pairs with the RMW in RequestAbort.
            if (Interlocked.CompareExchange(ref _bits, bits | start, bits) == bits)
            {
                return true;
            }
        }
    }

    /// <summary>What the caller of <see cref="TaskState.RequestAbort"/> has to do.</summary>
    internal enum AbortRequest
    {
        /// <summary>Nothing: the task was aborted before or has completed.</summary>
        Nothing,

        /// <summary>End the task: it had not started and never will.</summary>
        EndBeforeStart,

        /// <summary>End the waits of the task, so that it unwinds by itself.</summary>
        StopWaits,
    }

    /// <summary>What <see cref="TaskState.TryComplete"/> has come to, and what it leaves to the caller.</summary>
    [Flags]
    internal enum Completion
    {
        /// <summary>The task had completed before.</summary>
        Lost = 0,

        /// <summary>The task has completed.</summary>
        Won = 1,

        /// <summary>The caller must empty the joiner's slot and wake the continuation.</summary>
        WakeJoiner = 2,

        /// <summary>The caller holds the latch over the list of joiners, must give it back, and wake them.</summary>
        WakeList = 4,
    }
}
