namespace Liten;

/// <summary>A wait that an abort of the waiting task can end.</summary>
internal interface IAbortableWait
{
    /// <summary>The use the wait is in, for <see cref="Abort"/>.</summary>
    uint ReadVersion();

    /// <summary>Ends the given use with a <see cref="TaskAbortedException"/> of its task, unless something else has ended it already.</summary>
    void Abort(uint version, JoinHandle owner);
}
