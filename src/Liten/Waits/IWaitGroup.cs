namespace Liten;

/// <summary>Several waits of which one ends, and with it the wait of the group: a select.</summary>
/// <remarks>
/// A member is queued like any other wait, and its giver sees no difference: its claim goes to the group's word. Nobody
/// awaits, aborts or cancels a member itself.
/// </remarks>
internal interface IWaitGroup
{
    /// <summary>Whether a member, a token or an abort has won.</summary>
    bool IsDecided { get; }

    /// <summary>Tries to become the one member that ends the group.</summary>
    bool TryClaim(AwaitSource member);

    /// <summary>Wakes who waits for the group: for the winner, which has its outcome in it.</summary>
    void End();
}
