namespace Liten;

/// <summary>The state of a spawned task in one word, and every way it can change.</summary>
/// <remarks>
/// <code>
/// bit        set by                          meaning
/// Started    the worker that runs the task   the body has been called, or is about to be
/// Aborted    any thread, once                an abort was asked for
/// Ending     one thread, once                that thread writes the outcome; nobody else may
/// Completed  the same thread                 the outcome can be read and never changes
/// Latched    any thread, briefly             guards the list of joiners
/// </code>
/// A task starts or is aborted before its start: both are one RMW on this word, so exactly one of the two sees the other absent.
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct TaskState
{
    private const int Started = 1;
    private const int Aborted = 2;
    private const int Ending = 4;
    private const int Completed = 8;
    private const int Latched = 16;

    private int _bits;

    /// <summary>Acquire: pairs with <see cref="CompleteAndUnlatch"/>, so that the outcome is visible after a true answer.</summary>
    public readonly bool IsCompleted => (Volatile.Read(in _bits) & Completed) != 0;

    public readonly bool IsStarted => (Volatile.Read(in _bits) & Started) != 0;

    /// <summary>Read after a full fence by whoever registers a wait; pairs with <see cref="RequestAbort"/>, which looks for waits afterwards.</summary>
    public readonly bool IsAbortRequested => (Volatile.Read(in _bits) & Aborted) != 0;

    /// <summary>The task begins to run.</summary>
    /// <returns>False if an abort came first: then the aborter ends the task and the body must not run.</returns>
    public bool TryStart() => (Interlocked.Or(ref _bits, Started) & Aborted) == 0;

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

    /// <summary>Becomes the one thread that ends the task.</summary>
    public bool TryBeginEnd() => (Interlocked.Or(ref _bits, Ending) & Ending) == 0;

    /// <summary>Takes the latch over the joiners, unless the task has completed.</summary>
    public bool TryLatchBeforeCompletion()
    {
        SpinWait backoff = default;
        while (true)
        {
            int bits = Volatile.Read(ref _bits);
            if ((bits & Completed) != 0)
            {
                return false;
            }

            // Acquire: pairs with Unlatch; the joiners written under the latch are visible.
            if ((bits & Latched) == 0 && Interlocked.CompareExchange(ref _bits, bits | Latched, bits) == bits)
            {
                return true;
            }

            backoff.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Release: pairs with the latch's compare-exchange. An RMW, because an abort may set its bit meanwhile.</summary>
    public void Unlatch() => Interlocked.And(ref _bits, ~Latched);

    /// <summary>Publishes the outcome and gives the latch back; no joiner can register from here on.</summary>
    public void CompleteAndUnlatch()
    {
        int bits = Volatile.Read(ref _bits);
        while (true)
        {
            int before = Interlocked.CompareExchange(ref _bits, (bits | Completed) & ~Latched, bits);
            if (before == bits)
            {
                return;
            }

            bits = before;
        }
    }
}
