using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <content>The end of a task, what it leaves behind, and its outcome.</content>
public abstract partial class TaskCore
{
    internal bool WasAborted => State.HasEndedEarly;

    internal bool HasFailed => Fault is { IsCancellation: false } && !WasAborted;

    internal bool WasCanceled => Fault is { IsCancellation: true } && !WasAborted;

    /// <summary>Whether the task has failed, and nobody has seen its exception yet.</summary>
    internal bool HasUnobservedFault => HasFailed && !Fault!.IsObserved;

    private protected Failure? Fault => _calls.ExtrasIfAny?.Fault;

    /// <summary>
    /// Ends the task with an exception. An aborted task that unwinds with its cancellation ends as aborted.
    /// </summary>
    private protected void Fail(Exception exception, Turn? turn)
    {
        bool unwound = exception is OperationCanceledException && State.IsAbortRequested;
        End(unwound || !TryKeep(exception), turn);
    }

    /// <summary>
    /// Keeps what the task ends with. Where there is no memory even for that, the task ends as aborted, for its joiners
    /// must not wait for ever.
    /// </summary>
    private bool TryKeep(Exception exception)
    {
        try
        {
            Extras().Fault = Failure.Of(exception, Host.Hooks, Describe(), "a task that nobody awaited");
            return true;
        }
        catch (OutOfMemoryException)
        {
            Host.Hooks.Unhandled(exception, null, "a task whose outcome found no memory");
            return false;
        }
    }

    /// <summary>
    /// Ends the task, after its result or fault has been stored. Called once: by the task's own run, or by the abort
    /// that came before it.
    /// </summary>
    /// <param name="aborted">Whether it ends as aborted.</param>
    /// <param name="turn">The calling thread's turn if it ends with this, so that it can go on with a joiner.</param>
    private protected void End(bool aborted, Turn? turn)
    {
        Release();
        ForgetForeign();
        bool isOutside = _slot != NotAdmitted && Host.Retire(this, _slot, turn ?? Turn.Current);
        Publish(aborted, turn);
        if (isOutside)
        {
            Host.HasEndedOutside();
        }

        // After the end was published, a full fence: pairs with the look at it in StopsNow.
        if (HasOpenCalls)
        {
            NoteOutlived();
        }

        if (Host.IsClosing)
        {
            Host.TaskEndedWhileClosing?.Invoke();
        }
    }

    /// <summary>
    /// For a shutdown: completes the handle as aborted although the task's code has not ended. The task stays listed as
    /// alive.
    /// </summary>
    /// <returns>False if it has completed already.</returns>
    internal bool GiveUp()
    {
        bool hasEnded = Publish(aborted: true, turn: null);
        _isGivenUp |= hasEnded;
        return hasEnded;
    }

    internal sealed override void AbortOpenCalls()
    {
        State.RequestAbort();
        _calls.Abort(this);
    }

    /// <summary>The task has ended, and a call of its code waits.</summary>
    private void NoteOutlived()
    {
        if (Outlived.TrySet())
        {
            Host.Outlived.TryAdd(this);
        }

        // A full fence lies between the adding and this: either the shutdown finds the task, or it has begun here.
        if (Host.IsClosing)
        {
            AbortOpenCalls();
        }
    }

    /// <summary>Drops what the task held for its run, so that a kept handle keeps only the outcome.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Makes the outcome readable and wakes the joiners.</summary>
    private bool Publish(bool aborted, Turn? turn)
    {
        TaskState.Completion completion = State.TryComplete(aborted);
        _joiners.Wake(completion, this, turn);
        if (completion == TaskState.Completion.Lost)
        {
            return false;
        }

        if (_hasBonds)
        {
            _calls.ExtrasIfAny?.StopToken?.Forget();
            Group?.Leave(this, turn, HasFailed || WasCanceled, isAwaited: completion != TaskState.Completion.Won);
        }

        return true;
    }

    // The outcome.

    /// <summary>The exception this task ended with, null after success; it counts as observed.</summary>
    internal Exception? ObserveFailure() => WasAborted ? AbortException() : Fault?.Observe();

    /// <summary>Ends an await of this handle: returns quietly after success, else throws.</summary>
    internal void ThrowIfFailed()
    {
        ThrowIfNotEnded();
        if (WasAborted)
        {
            throw AbortException();
        }

        Fault?.Throw();
    }

    /// <summary>Either the awaiting task was aborted, or <c>GetResult</c> came too early.</summary>
    internal void ThrowIfNotEnded()
    {
        if (!HasEnded)
        {
            ThrowNotEnded();
        }
    }

    [DoesNotReturn]
    private void ThrowNotEnded() => throw (Current is { IsAbortRequested: true } current
        ? current.AbortException()
        : new InvalidOperationException(
            $"The {Describe()} has not completed. Await the handle, or wait for it from synchronous code with " +
            "Runtime.BlockOn or AsTask()."));
}
