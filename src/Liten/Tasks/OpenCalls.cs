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
    /// <summary>The usual case: one call of the task waits at a time.</summary>
    private AtomicSlot<WorkItem> _first;
    private AtomicSlot<TaskExtras> _extras;

    /// <summary>What few tasks need, or null.</summary>
    public readonly TaskExtras? ExtrasIfAny => _extras.Item;

    /// <summary>Whether a shield protects the waits from an abort at the moment.</summary>
    public readonly bool AreShielded => _extras.Item is { IsShielded: true };

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
            extras.CancelToken();
        }

        return token;
    }

    /// <summary>Lists a call that is about to wait.</summary>
    public void Add(WorkItem call)
    {
        if (!_first.TryPut(call))
        {
            Extras().AddCall(call);
        }
    }

    /// <summary>Takes a call off the list: for the call itself, which waits for nothing now.</summary>
    public void Remove(WorkItem call)
    {
        if (!_first.TryRemove(call))
        {
            _extras.Item?.RemoveCall(call);
        }
    }

    /// <summary>Ends the wait of every listed call, and cancels the task's token.</summary>
    public readonly void Abort(TaskCore owner)
    {
        TaskExtras? extras = _extras.Item;
        extras?.CancelToken();
        if (_first.Item is { } call && call.Wait is { } wait)
        {
            uint version = wait.ReadVersion();

            // Still waiting there, and then still listed: so the version read is that of a wait of this task. In this
            // order, because a call that is not listed any more may be another task's, and wait on the same node again.
            // Otherwise the wait has just ended, and the code that goes on will see the abort at its next one. The
            // shield comes last: one that was there when this wait began is seen here, or it has ended and looks for
            // waits itself.
            if (ReferenceEquals(call.Wait, wait) && ReferenceEquals(_first.Item, call) && !AreShielded)
            {
                wait.Abort(version, owner);
            }
        }

        foreach ((IAbortableWait further, uint version) in extras?.ReadWaits() ?? [])
        {
            if (!AreShielded)
            {
                further.Abort(version, owner);
            }
        }
    }
}
