namespace Liten;

/// <summary>
/// A turn of a thread on which an explorer decides every order: an operation that begins in it first lets others go.
/// </summary>
/// <remarks>See <c>SchedulingPoint</c>. No thread of a runtime that works for its own sake has such a turn.</remarks>
internal abstract class ExploredTurn(
    Home home,
    SynchronizationContext context,
    ExecutionContext baseContext,
    Admission admission,
    RuntimeHooks hooks) : Turn(home, context, baseContext, admission, hooks, isPinned: true)
{
    private bool _isPassing;

    /// <summary>An operation begins: whether it must pause. What comes behind a pause passes once.</summary>
    public bool MustPause()
    {
        bool passes = _isPassing;
        _isPassing = false;
        return !passes && Pauses();
    }

    /// <summary>The operation that begins next has paused.</summary>
    public void Pass() => _isPassing = true;

    /// <summary>
    /// Running code has come to a place before an operation that cannot pause: it may be stopped here, in mid-stack.
    /// </summary>
    public abstract void Stop();

    /// <summary>Running code builds another runtime, whose threads no explorer controls.</summary>
    public abstract void RuntimeIsMade();

    /// <summary>
    /// A message is about to be sent through a channel that has a name: whether it does not go its way now, since it is
    /// lost or delayed.
    /// </summary>
    /// <param name="channel">The name.</param>
    /// <param name="send">Sends the message, if there is room.</param>
    public abstract bool Misroutes(string channel, Action send);

    /// <summary>
    /// An operation is asked for: whether operations pause at all. One that pauses already, and that nobody has come to
    /// await, acts now, so that the operations of one piece of code keep their order.
    /// </summary>
    protected abstract bool Pauses();

    /// <summary>The call pauses before its operation; it is run again when that is to act.</summary>
    public abstract void Pause(WorkItem call);
}
