using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>The lock of an <see cref="AsyncMutex"/>, while it is held. Dispose it to release the lock.</summary>
/// <remarks>
/// <para>
/// Thread safety: a guard may be moved to and disposed on any thread. Its copies are the same guard: the first
/// <see cref="Dispose"/> releases the lock, and every later one, of any copy, does nothing.
/// </para>
/// <para>Cancellation and fairness: see <see cref="AsyncMutex"/>, which also has an example.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AsyncMutexGuard : IDisposable
{
    private readonly AsyncMutex? _mutex;
    private readonly ulong _tenure;

    internal AsyncMutexGuard(AsyncMutex mutex, ulong tenure)
    {
        _mutex = mutex;
        _tenure = tenure;
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
        nameof(AsyncMutexGuard),
        "This guard does not hold the lock: it, or a copy of it, was disposed. "
        + "Call LockAsync again.");
}
