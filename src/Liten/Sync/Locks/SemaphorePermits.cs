using System.Diagnostics;

namespace Liten;

/// <summary>Permits of an <see cref="AsyncSemaphore"/>, while they are held. Dispose it to give them back.</summary>
/// <remarks>
/// <para>
/// Thread safety: it may be moved to and disposed on any thread. Its copies are the same permits: the first
/// <see cref="Dispose"/> gives them back (or the first <see cref="Forget"/> gives them up), and every later one, of any
/// copy, does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncSemaphore"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct SemaphorePermits : IDisposable
{
    private readonly Lease<AsyncSemaphore>? _lease;
    private readonly ulong _use;

    internal SemaphorePermits(Lease<AsyncSemaphore> lease, ulong use)
    {
        _lease = lease;
        _use = use;
    }

    /// <summary>Gives the permits back. Harmless when repeated, and after the semaphore was disposed.</summary>
    public void Dispose() => _lease?.Owner.GiveBack(_lease, _use);

    /// <summary>
    /// Gives the permits up for good: nobody gets them, and the semaphore has so many fewer from here on. For a limit
    /// that is lowered, or for something that is used up, such as a quota.
    /// </summary>
    /// <remarks>
    /// <see cref="AsyncSemaphore.AvailablePermits"/> stays as it is, as these were taken before.
    /// <see cref="AsyncSemaphore.Release"/> may add as many again. Who waits for more permits than are left waits until
    /// then. Harmless when repeated, and after <see cref="Dispose"/>, which in turn does nothing after this.
    /// </remarks>
    public void Forget() => _lease?.Owner.GiveUp(_lease, _use);

    /// <summary>How many permits it holds, for people.</summary>
    public override string ToString() => _lease is null || _lease.Use != _use
        ? "SemaphorePermits (ended)"
        : $"SemaphorePermits ({_lease.Permits})";
}
