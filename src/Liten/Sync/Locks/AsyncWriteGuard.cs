using System.Diagnostics;

namespace Liten;

/// <summary>
/// The lock of an <see cref="AsyncReaderWriterLock"/>, while it is held for writing. Dispose it to release the lock.
/// </summary>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread. Its copies are the same guard: the first
/// <see cref="Dispose"/> or <see cref="Downgrade"/> ends its stay, and every later <see cref="Dispose"/>, of any copy,
/// does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncReaderWriterLock"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncWriteGuard : IDisposable, ILockGuard<AsyncWriteGuard, ReaderWriterCore<VoidResult>>
{
    private readonly AsyncWriteGuard<VoidResult> _guard;

    private AsyncWriteGuard(AsyncWriteGuard<VoidResult> guard) => _guard = guard;

    /// <inheritdoc cref="AsyncWriteGuard{T}.Downgrade"/>
    public AsyncReadGuard Downgrade() => new(_guard.Downgrade());

    /// <summary>Releases the lock. Harmless when repeated.</summary>
    public void Dispose() => _guard.Dispose();

    object? IHold.Held => _guard.Held;

    /// <summary>The guard's state, for people.</summary>
    public override string ToString() => _guard.ToString();

    static AsyncWriteGuard ILockGuard<AsyncWriteGuard, ReaderWriterCore<VoidResult>>.Of(
        Lease<ReaderWriterCore<VoidResult>> lease, ulong use)
        => new(new AsyncWriteGuard<VoidResult>(lease, use));
}
