namespace Liten;

/// <content>How the thread leaves its worker to another while it blocks.</content>
internal partial class Turn
{
    /// <summary>Whether another thread can stand in for this one while it blocks.</summary>
    public virtual bool HasStandIns => false;

    /// <summary>
    /// The thread is about to block: hands the worker to a stand-in. <see cref="StepBack"/> must follow if it succeeds.
    /// </summary>
    /// <returns>False if it stays the worker, because there is no thread.</returns>
    public virtual bool TryStepAside() => false;

    /// <summary>The thread blocks no more. It is the worker again at once, if the stand-in has not begun.</summary>
    public virtual void StepBack()
    {
    }

    /// <summary>
    /// Nothing of the turn may wait for its end any more, which may be far; it goes on with no other task.
    /// </summary>
    private protected void SettleEarly()
    {
        _stepsLeft = 0;
        if (_deferred.OwnValue is not null)
        {
            MakeDeferredGrant();
        }
    }
}
