using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The lock of an <see cref="AsyncMutex{T}"/>, while it is held. Dispose it to release the lock.</summary>
/// <typeparam name="T">The type of the protected value.</typeparam>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread; <see cref="Value"/> is for one thread at a time.
/// Its copies are the same guard: the first <see cref="Dispose"/> releases the lock, and every later one, of any copy,
/// does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncMutex{T}"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncMutexGuard<T> : IDisposable
{
    private readonly AsyncMutex<T>? _mutex;
    private readonly ulong _tenure;

    internal AsyncMutexGuard(AsyncMutex<T> mutex, ulong tenure)
    {
        _mutex = mutex;
        _tenure = tenure;
    }

    /// <summary>The protected value itself, to read, change or replace.</summary>
    /// <remarks>
    /// Do not keep the reference, or an object that it leads to, beyond the guard: nothing could stop its use then.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">
    /// The guard, or a copy of it, was disposed; or it is <c>default</c> and never held a lock.
    /// </exception>
    public ref T Value
    {
        get
        {
            if (_mutex is null)
            {
                ThrowReleased();
            }

            return ref _mutex.Access(_tenure);
        }
    }

    /// <summary>
    /// Says that what the mutex protects is broken: every wait and every later lock throws
    /// <see cref="MutexPoisonedException"/> until <see cref="MutexCore{TGuard}.ClearPoison"/>. The guard still holds
    /// the lock.
    /// </summary>
    /// <remarks>Does nothing if the mutex was made without poisoning.</remarks>
    /// <exception cref="ObjectDisposedException">
    /// The guard, or a copy of it, was disposed; or it is <c>default</c> and never held a lock.
    /// </exception>
    public void Poison() => PoisonBecauseOf(null);

    /// <summary>Releases the lock. Harmless when repeated.</summary>
    public void Dispose() => _mutex?.Unlock(_tenure);

    /// <summary>The guard's state, for people.</summary>
    public override string ToString() => _mutex is null || !_mutex.IsHeldBy(_tenure)
        ? "AsyncMutexGuard (released)"
        : "AsyncMutexGuard (holds the lock)";

    internal void PoisonBecauseOf(Exception? cause)
    {
        if (_mutex is null || !_mutex.TryPoison(_tenure, cause))
        {
            ThrowReleased();
        }
    }

    [DoesNotReturn]
    internal static void ThrowReleased() => throw new ObjectDisposedException(
        nameof(AsyncMutexGuard<T>),
        "This guard does not hold the lock: it, or a copy of it, was disposed. "
        + "Use the value before the guard's scope ends, or call LockAsync again.");
}
