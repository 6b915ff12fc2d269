namespace Liten;

/// <content>How a task becomes one of its runtime's live ones, below the limits, and a member of its group.</content>
public abstract partial class TaskCore
{
    private static readonly Action<object?> s_abort = static task => ((TaskCore)task!).RequestAbort();

    /// <summary>
    /// The first step of every start: makes the task one of its runtime's live ones, or aborts it after shutdown, and
    /// where its group or its token has ended.
    /// </summary>
    /// <param name="turn">The calling thread's turn.</param>
    /// <param name="hasPlace">Whether its places were taken: see <see cref="TakePlaces"/>.</param>
    /// <returns>False if the task was aborted and must not be queued.</returns>
    /// <exception cref="TaskLimitExceededException">
    /// The runtime or the group has as many live tasks as it may; nothing was started.
    /// </exception>
    private protected bool TryAdmit(Turn? turn, bool hasPlace = false)
    {
        _group?.Enter(hasPlace);
        if (Host.IsClosing)
        {
            Admitted(Admission.ReserveIds(1) - 1, NotAdmitted);
            RequestAbort();
            return false;
        }

        if (_group is null)
        {
            Host.Admit(this, turn, hasPlace);
        }
        else
        {
            AdmitMember(_group, turn, hasPlace);
        }

        if (Host.Hooks.OnTaskSpawn is not null)
        {
            Host.Hooks.TaskSpawned(Describe());
        }

        return (_group is null && _calls.ExtrasIfAny is not { StopToken: not null }) || TryBind();
    }

    private void AdmitMember(TaskGroup group, Turn? turn, bool hasPlace)
    {
        bool isAdmitted = false;
        try
        {
            Host.Admit(this, turn, hasPlace);
            isAdmitted = true;
        }
        finally
        {
            if (!isAdmitted)
            {
                group.Leave(this, turn: null, hasFailed: false, isAwaited: false);
            }
        }
    }

    /// <summary>
    /// Waits for a place in the task's group and then in its runtime, where they are limited: for a task that has not
    /// been started. The start must follow.
    /// </summary>
    internal async LitenTask TakePlaces(CancellationToken cancellationToken)
    {
        TaskPlaces? inGroup = _group?.Places;
        if (inGroup is not null)
        {
            await inGroup.TakeAsync(cancellationToken);
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Host.Places is { } places)
            {
                await places.TakeAsync(cancellationToken);
            }
        }
        catch
        {
            inGroup?.Return();
            throw;
        }
    }

    /// <summary>
    /// From here on the task's group and its token may abort it. Both let go of it when it has ended.
    /// </summary>
    /// <returns>False if one of them has ended already, and the task with it.</returns>
    private bool TryBind()
    {
        bool isBound = false;
        try
        {
            bool isAdded = _group is null || _group.TryAdd(this);
            _calls.ExtrasIfAny?.StopToken?.Listen(s_abort, this);
            isBound = isAdded;
        }
        finally
        {
            // Also where memory is full: nobody gets the handle.
            if (!isBound)
            {
                RequestAbort();
            }
        }

        return isBound && !HasEnded;
    }

    private void Take(SpawnOptions options)
    {
        if (options.Name is { } name)
        {
            Extras().Name = name;
        }

        if (options.CancellationToken.CanBeCanceled)
        {
            Extras().StopToken = new StopToken(options.CancellationToken);
        }
    }
}
