using System.Diagnostics;

namespace Liten;

/// <summary>
/// The lock of an <see cref="AsyncReaderWriterLock"/>, while it is held for reading. Dispose it to release the lock.
/// </summary>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread. Its copies are the same guard: the first
/// <see cref="Dispose"/> releases the lock, and every later one, of any copy, does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncReaderWriterLock"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncReadGuard : IDisposable, ILockGuard<AsyncReadGuard, ReaderWriterCore<VoidResult>>
{
    private readonly AsyncReadGuard<VoidResult> _guard;

    internal AsyncReadGuard(AsyncReadGuard<VoidResult> guard) => _guard = guard;

    /// <summary>Releases the lock. Harmless when repeated.</summary>
    public void Dispose() => _guard.Dispose();

    object? IHold.Held => _guard.Held;

    /// <summary>The guard's state, for people.</summary>
    public override string ToString() => _guard.ToString();

    static AsyncReadGuard ILockGuard<AsyncReadGuard, ReaderWriterCore<VoidResult>>.Of(
        Lease<ReaderWriterCore<VoidResult>> lease, ulong use)
        => new(new AsyncReadGuard<VoidResult>(lease, use));
}
