namespace Liten;

/// <content>What a task is bound to beside its runtime: a group, a token, places below a limit.</content>
public abstract partial class TaskCore
{
    private static readonly Action<object?> s_abort = static task => ((TaskCore)task!).RequestAbort();

    private bool TryAdmitMember(TaskGroup group, Turn? turn, bool hasPlace)
    {
        bool hasThrown = true;
        try
        {
            bool isAdmitted = Host.TryAdmit(this, turn, hasPlace);
            hasThrown = false;
            return isAdmitted;
        }
        finally
        {
            if (hasThrown)
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
        TaskPlaces? inGroup = Group?.Places;
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
    private bool TryBind(TaskGroup? group)
    {
        bool isBound = false;
        try
        {
            bool isAdded = group is null || group.TryAdd(this);
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

        if (options.Deadline is { } deadline && Host.Clock is { } clock)
        {
            Extras().Deadline = Nanoseconds.After(clock.Nanoseconds, Nanoseconds.In(deadline));
        }

        if (options.Lane is { } lane && Host.Lanes is null)
        {
            LaneWord.RefuseUnknown(lane);
        }
    }
}
