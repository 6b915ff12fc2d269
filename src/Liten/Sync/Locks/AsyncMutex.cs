using System.Diagnostics;

namespace Liten;

/// <summary>
/// A lock that one piece of code at a time may hold; the others wait without blocking a thread. For a value of its own,
/// <see cref="AsyncMutex{T}"/> is the better choice: that one cannot be used without the lock.
/// </summary>
/// <remarks>
/// <para>
/// Thread safety, cancellation and fairness (running code overtakes the waiters up to 16 times in a row) are those of
/// <see cref="AsyncMutex{T}"/>. It is not reentrant: code that locks it again waits for itself.
/// </para>
/// <para>
/// Outcome: an exception does not harm the mutex. It is poisoned by hand only: <see cref="AsyncMutexGuard.Poison"/>.
/// </para>
/// <example>
/// <code>
/// sealed class Journal(Stream stream)
/// {
///     private readonly AsyncMutex _writing = new();
///
///     public async LitenTask AppendAsync(ReadOnlyMemory&lt;byte&gt; entry, CancellationToken cancellationToken)
///     {
///         using AsyncMutexGuard guard = await _writing.LockAsync(cancellationToken);
///         await stream.WriteAsync(entry, cancellationToken);
///     }
/// }
/// </code>
/// </example>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncMutex : MutexCore<AsyncMutexGuard>
{
    /// <summary>Makes an unlocked mutex.</summary>
    public AsyncMutex()
        : base(poisons: true)
    {
    }

    /// <inheritdoc cref="AsyncMutex{T}.LockAsync"/>
    public LitenTask<AsyncMutexGuard> LockAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (mutex, token) => mutex.LockAsync(token), cancellationToken);
        }

        AbortScope? caller = Turn.CurrentOwner;
        if (WaitRefusal.Of(caller, cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<AsyncMutexGuard>(refusal);
        }

        return TryTake(caller, out ulong tenure)
            ? new LitenTask<AsyncMutexGuard>(new AsyncMutexGuard(this, tenure))
            : Wait(caller, cancellationToken);
    }

    /// <inheritdoc cref="AsyncMutex{T}.TryLock"/>
    public bool TryLock(out AsyncMutexGuard guard)
    {
        if (TryTakeOrThrow(Turn.CurrentOwner, out ulong tenure))
        {
            guard = new AsyncMutexGuard(this, tenure);
            return true;
        }

        guard = default;
        return false;
    }

    /// <summary>The mutex's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => Describe(nameof(AsyncMutex));

    internal override AsyncMutexGuard GuardOf(ulong tenure) => new(this, tenure);
}
