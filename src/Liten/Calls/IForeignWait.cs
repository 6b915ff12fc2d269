namespace Liten;

/// <summary>A wait for a task of .NET's, as <see cref="ForeignTask"/> holds it, whatever its result.</summary>
internal interface IForeignWait : ILinked<IForeignWait>
{
    /// <inheritdoc cref="AbortableWait{T}.TryClaim()"/>
    bool TryClaim();

    /// <summary>Ends the wait, since the task has ended: for the winner of <see cref="TryClaim"/>.</summary>
    void End();
}
