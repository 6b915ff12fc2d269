namespace Liten;

/// <summary>The waits of one task's code, so that an abort finds them, and the task's rarely needed belongings.</summary>
/// <remarks>
/// A wait is listed before it registers its continuation, with a full fence in between; an abort marks the task, with a full
/// fence, and then looks at the list. At least one of the two sees the other. Mutable struct: keep it in a field that is not readonly.
/// </remarks>
internal struct TaskWaits
{
    /// <summary>The usual case: a task's code waits for one thing at a time.</summary>
    private AtomicSlot<IAbortableWait> _first;
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

    /// <summary>Lists a wait. A full fence.</summary>
    public void Enter(IAbortableWait wait)
    {
        if (!_first.TryPut(wait))
        {
            Extras().AddWait(wait);
        }
    }

    /// <summary>Takes a wait off the list: for whoever ended it, before the waiting code goes on.</summary>
    public void Leave(IAbortableWait wait)
    {
        if (!_first.TryRemove(wait))
        {
            _extras.Item?.RemoveWait(wait);
        }
    }

    /// <summary>Ends every wait that is listed, and cancels the task's token.</summary>
    public readonly void Abort()
    {
        TaskExtras? extras = _extras.Item;
        extras?.CancelToken();
        if (AreShielded)
        {
            return;
        }

        if (_first.Item is { } wait)
        {
            uint version = wait.ReadVersion();

            // Still listed, so the version read is that of a wait of this task. Otherwise the wait has just ended, and the
            // code that goes on will see the abort at its next one.
            if (ReferenceEquals(_first.Item, wait))
            {
                wait.Abort(version);
            }
        }

        foreach ((IAbortableWait further, uint version) in extras?.ReadWaits() ?? [])
        {
            further.Abort(version);
        }
    }
}
