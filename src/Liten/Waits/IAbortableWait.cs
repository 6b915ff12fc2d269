namespace Liten;

/// <summary>A wait that an abort of the waiting scope can end.</summary>
internal interface IAbortableWait
{
    /// <summary>The use the wait is in, for <see cref="Abort"/>.</summary>
    uint ReadVersion();

    /// <summary>
    /// Ends the given use with the owner's <see cref="AbortScope.AbortException"/>, unless it has ended already.
    /// </summary>
    void Abort(uint version, AbortScope owner);

    /// <summary>
    /// What is waited for. For a reader on any thread at any time: the answer belongs to a use if
    /// <see cref="ReadVersion"/> is that use before and after.
    /// </summary>
    WaitTarget Describe() => WaitTarget.Primitive(GetType());

    /// <summary>
    /// Which place the wait has among those that wait for the same, from 1 on; 0 if that is not known. For the same
    /// readers, on the same terms.
    /// </summary>
    int ReadPlace() => 0;

    /// <summary>On whom it depends that the wait ends. For the same readers, on the same terms.</summary>
    WaitBlockers ReadBlockers() => default;

    /// <summary>Whether a token may end the wait, too.</summary>
    bool HasToken => false;
}
