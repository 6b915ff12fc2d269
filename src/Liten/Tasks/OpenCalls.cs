namespace Liten;

/// <summary>
/// The suspended calls of one task's code, so that an abort finds their waits, and the task's rarely needed belongings.
/// </summary>
/// <remarks>
/// <para>
/// When a call is listed, and why an abort and a new wait do not miss each other, is told in <see cref="CallSeat"/>.
/// </para>
/// Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct OpenCalls
{
    private CallList _calls;
    private AtomicSlot<TaskExtras> _extras;

    /// <summary>What few tasks need, or null.</summary>
    public readonly TaskExtras? ExtrasIfAny => _extras.Item;

    /// <summary>Whether no call is suspended. The answer may be outdated at once.</summary>
    public readonly bool IsEmpty => _calls.IsEmpty;

    /// <summary>What few tasks need, made on demand.</summary>
    public TaskExtras Extras()
    {
        if (_extras.Item is { } extras)
        {
            return extras;
        }

        _extras.TryPut(new TaskExtras());
        return _extras.Item!;
    }

    /// <summary>The token that is cancelled when the task is aborted, also if that has happened already.</summary>
    public CancellationToken GetToken(TaskCore task)
    {
        TaskExtras extras = Extras();
        CancellationToken token = extras.Cancellation().Token;
        if (task.IsAbortRequested)
        {
            extras.CancelToken(task.Home);
        }

        return token;
    }

    /// <summary>Whether a shield protects the waits of an aborted task at the moment.</summary>
    public readonly bool HoldBackAbort() => _extras.Item is { } extras && extras.HoldBackAbort();

    /// <summary>Lists a call that is about to wait.</summary>
    public void Add(WorkItem call) => _calls.Add(call);

    /// <summary>Takes a call off the list: for the call itself, which waits for nothing now.</summary>
    public void Remove(WorkItem call) => _calls.Remove(call);

    /// <inheritdoc cref="CallList.PeekWaits"/>
    public readonly int PeekWaits(Span<OpenWait> waits, AbortScope owner) => _calls.PeekWaits(waits, owner);

    /// <inheritdoc cref="CallList.PeekCalls"/>
    public readonly List<WorkItem> PeekCalls(int most, AbortScope owner, bool all)
        => _calls.PeekCalls(most, owner, all);

    /// <summary>Cancels the task's token, and ends the wait of every suspended call.</summary>
    public void Abort(TaskCore owner)
    {
        try
        {
            _extras.Item?.CancelToken(owner.Home);
        }
        finally
        {
            // Also where memory is full: an abort is asked for once.
            EndWaits(owner);
        }
    }

    private void EndWaits(TaskCore owner)
    {
        // Of a body that returned a wait as it is.
        if (OpenWait.TryRead(owner, out OpenWait own))
        {
            End(own, owner);
        }

        // Calls that are listed from now on see the abort by themselves.
        int left = int.MaxValue;
        do
        {
            CallList.Batch batch = default;
            Span<OpenWait> waits = batch;
            foreach (OpenWait wait in waits[.._calls.ReadWaits(waits, ref left)])
            {
                End(wait, owner);
            }
        }
        while (left > 0);
    }

    /// <summary>
    /// The shield is asked for last: one that was there when the wait began is seen here, or it has ended and looks for
    /// waits itself.
    /// </summary>
    private readonly void End(OpenWait open, TaskCore owner)
    {
        if (!HoldBackAbort())
        {
            open.Wait.Abort(open.Version, owner);
        }
    }
}
