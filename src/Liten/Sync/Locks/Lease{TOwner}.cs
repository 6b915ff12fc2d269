namespace Liten;

/// <summary>
/// One stay inside a lock that several may hold at once: what tells the guard that began it from stale copies.
/// </summary>
/// <remarks>
/// A lease belongs to one lock for ever, so a stale guard finds the lock's latch through it and never another lock's.
/// The lock keeps ended leases for the next stays.
/// <code>
/// field     written by                    read by             under
/// Use       who ends the stay             every guard's copy  the owner's latch; the stay's own guard without it
/// Permits   who begins the stay           who ends it         the owner's latch, or before the guard is handed over
/// Next      SpareLeases                   SpareLeases         the owner's latch
/// </code>
/// </remarks>
/// <typeparam name="TOwner">The type of the lock.</typeparam>
internal sealed class Lease<TOwner>(TOwner owner)
    where TOwner : class
{
    public TOwner Owner { get; } = owner;

    /// <summary>How many stays have ended: a guard that carries another number is stale.</summary>
    public ulong Use { get; set; }

    /// <summary>How much the stay takes, where a lock can be held in parts.</summary>
    public int Permits { get; set; }

    public Lease<TOwner>? Next { get; set; }
}
