using System.Diagnostics;

namespace Liten;

/// <summary>
/// The lock of an <see cref="AsyncReaderWriterLock{T}"/>, while it is held for reading. Dispose it to release the lock.
/// </summary>
/// <typeparam name="T">The type of the protected value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread. Its copies are the same guard: the first
/// <see cref="Dispose"/> releases the lock, and every later one, of any copy, does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncReaderWriterLock{T}"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncReadGuard<T> : IDisposable, ILockGuard<AsyncReadGuard<T>, ReaderWriterCore<T>>
{
    private readonly Lease<ReaderWriterCore<T>>? _lease;
    private readonly ulong _use;

    internal AsyncReadGuard(Lease<ReaderWriterCore<T>> lease, ulong use)
    {
        _lease = lease;
        _use = use;
    }

    /// <summary>The protected value itself, to read.</summary>
    /// <remarks>
    /// Do not keep the reference, or an object that it leads to, beyond the guard: nothing could stop its use then. An
    /// object that it leads to is not protected from being changed here: that is left to you.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">
    /// The guard, or a copy of it, was disposed; or it is <c>default</c> and never held a lock.
    /// </exception>
    public ref readonly T Value
    {
        get
        {
            // The holder always sees its own use, so this needs no latch.
            if (_lease is null || _lease.Use != _use)
            {
                ReaderWriterCore<T>.ThrowReleased(nameof(AsyncReadGuard<T>));
            }

            return ref _lease.Owner.Value;
        }
    }

    /// <summary>Releases the lock. Harmless when repeated.</summary>
    public void Dispose() => _lease?.Owner.LeaveRead(_lease, _use);

    internal object? Held => _lease is { } lease && lease.Use == _use ? lease.Owner : null;

    object? IHold.Held => Held;

    /// <summary>The guard's state, for people.</summary>
    public override string ToString() => _lease is null || _lease.Use != _use
        ? "AsyncReadGuard (released)"
        : "AsyncReadGuard (holds the lock)";

    static AsyncReadGuard<T> ILockGuard<AsyncReadGuard<T>, ReaderWriterCore<T>>.Of(
        Lease<ReaderWriterCore<T>> lease, ulong use)
        => new(lease, use);
}
