using System.Diagnostics;

namespace Liten;

/// <summary>
/// The lock of an <see cref="AsyncReaderWriterLock{T}"/>, while it is held for writing. Dispose it to release the lock.
/// </summary>
/// <typeparam name="T">The type of the protected value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread; <see cref="Value"/> is for one thread at a time.
/// Its copies are the same guard: the first <see cref="Dispose"/> or <see cref="Downgrade"/> ends its stay, and every
/// later <see cref="Dispose"/>, of any copy, does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncReaderWriterLock{T}"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncWriteGuard<T> : IDisposable, ILockGuard<AsyncWriteGuard<T>, ReaderWriterCore<T>>
{
    private readonly Lease<ReaderWriterCore<T>>? _lease;
    private readonly ulong _use;

    internal AsyncWriteGuard(Lease<ReaderWriterCore<T>> lease, ulong use)
    {
        _lease = lease;
        _use = use;
    }

    /// <summary>The protected value itself, to read, change or replace.</summary>
    /// <remarks>
    /// Do not keep the reference, or an object that it leads to, beyond the guard: nothing could stop its use then.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">
    /// The guard, or a copy of it, was disposed or downgraded; or it is <c>default</c> and never held a lock.
    /// </exception>
    public ref T Value
    {
        get
        {
            // The holder always sees its own use, so this needs no latch.
            if (_lease is null || _lease.Use != _use)
            {
                ReaderWriterCore<T>.ThrowReleased(nameof(AsyncWriteGuard<T>));
            }

            return ref _lease.Owner.Value;
        }
    }

    /// <summary>
    /// Goes on as a reader, without letting a writer in between. The readers that wait now enter as well.
    /// </summary>
    /// <returns>The guard to dispose; disposing this one does nothing any more.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The guard, or a copy of it, was disposed or downgraded; or it is <c>default</c> and never held a lock.
    /// </exception>
    public AsyncReadGuard<T> Downgrade()
    {
        if (_lease is null)
        {
            ReaderWriterCore<T>.ThrowReleased(nameof(AsyncWriteGuard<T>));
        }

        _lease.Owner.Downgrade(_lease, _use);
        return new AsyncReadGuard<T>(_lease, _use + 1);
    }

    /// <summary>Releases the lock. Harmless when repeated.</summary>
    public void Dispose() => _lease?.Owner.LeaveWrite(_lease, _use);

    internal object? Held => _lease is { } lease && lease.Use == _use ? lease.Owner : null;

    object? IHold.Held => Held;

    /// <summary>The guard's state, for people.</summary>
    public override string ToString() => _lease is null || _lease.Use != _use
        ? "AsyncWriteGuard (released)"
        : "AsyncWriteGuard (holds the lock)";

    static AsyncWriteGuard<T> ILockGuard<AsyncWriteGuard<T>, ReaderWriterCore<T>>.Of(
        Lease<ReaderWriterCore<T>> lease, ulong use)
        => new(lease, use);
}
