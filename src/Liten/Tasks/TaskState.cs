namespace Liten;

/// <summary>The state of a spawned task in one word, and every way it can change.</summary>
/// <remarks>
/// <code>
/// bit         set by                          meaning
/// Started     the worker that runs the task   the body has been called, or is about to be
/// Aborted     any thread, once                an abort was asked for
/// HasJoiners  whoever joins                   the list of joiners is not known to be empty
/// Latched     any thread, briefly             guards the list of joiners
/// Completed   one thread, once                the outcome can be read and never changes
/// EndedEarly  the same thread                 the outcome is: aborted
/// </code>
/// A task starts or is aborted before its start: both are one RMW on this word, so exactly one of the two sees the other absent.
/// Likewise exactly one completes it: its own end, or a shutdown that gives it up.
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct TaskState
{
    private const int Started = 1;
    private const int Aborted = 2;
    private const int HasJoiners = 4;
    private const int Latched = 8;
    private const int Completed = 16;
    private const int EndedEarly = 32;

    private int _bits;

    /// <summary>Acquire: pairs with <see cref="TryComplete"/>, so that the outcome is visible after a true answer.</summary>
    public readonly bool IsCompleted => (Volatile.Read(in _bits) & Completed) != 0;

    public readonly bool IsStarted => (Volatile.Read(in _bits) & Started) != 0;

    /// <summary>Read after a full fence by whoever registers a wait; pairs with <see cref="RequestAbort"/>, which looks for waits afterwards.</summary>
    public readonly bool IsAbortRequested => (Volatile.Read(in _bits) & Aborted) != 0;

    /// <summary>Whether the task has completed as aborted.</summary>
    public readonly bool HasEndedEarly => (Volatile.Read(in _bits) & EndedEarly) != 0;

    /// <summary>The state in a word, for debuggers.</summary>
    public override readonly string ToString()
        => !IsCompleted ? (IsStarted ? "started" : "queued") : HasEndedEarly ? "aborted" : "ended";

    /// <summary>The task begins to run.</summary>
    /// <returns>False if an abort came first: then the aborter ends the task and the body must not run.</returns>
    public bool TryStart()
    {
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Aborted) != 0)
            {
                return false;
            }

            // Pairs with the RMW in RequestAbort.
            if (Interlocked.CompareExchange(ref _bits, bits | Started, bits) == bits)
            {
                return true;
            }
        }
    }

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

    /// <summary>Takes the latch over the joiners, unless the task has completed and its joiners are claimed.</summary>
    public bool TryLatchBeforeCompletion()
    {
        SpinWait backoff = default;
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
                if (Interlocked.CompareExchange(ref _bits, bits | Latched | HasJoiners, bits) == bits)
                {
                    return true;
                }
            }

            backoff.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Release: pairs with the latch's compare-exchange. An RMW, because an abort may set its bit meanwhile.</summary>
    public void Unlatch() => Interlocked.And(ref _bits, ~Latched);

    /// <summary>Publishes the outcome. No joiner can register from here on.</summary>
    /// <param name="early">Whether the outcome is that the task was aborted.</param>
    /// <returns>What is left to do for the caller: with joiners it holds the latch, claims them and gives it back.</returns>
    public Completion TryComplete(bool early)
    {
        SpinWait backoff = default;
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Completed) != 0)
            {
                return Completion.Lost;
            }

            if ((bits & Latched) == 0)
            {
                bool joined = (bits & HasJoiners) != 0;
                int next = bits | Completed | (early ? EndedEarly : 0) | (joined ? Latched : 0);

                // Release: pairs with the reads above; acquire: with Unlatch, as in TryLatchBeforeCompletion.
                if (Interlocked.CompareExchange(ref _bits, next, bits) == bits)
                {
                    return joined ? Completion.WonWithJoiners : Completion.Won;
                }
            }

            backoff.SpinOnce(sleep1Threshold: -1);
        }
    }
}
