using System.Diagnostics;

namespace Liten;

/// <summary>A value that one piece of code at a time may use; the others wait without blocking a thread.</summary>
/// <typeparam name="T">
/// The type of the protected value. A struct lives inside the mutex and is changed in place.
/// </typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, inside and outside of a runtime. The lock belongs to the
/// guard, not to a thread: it may be held across an <c>await</c> and released on another thread. It is not reentrant:
/// code that locks it again waits for itself.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves its place and never has the lock. If the lock was granted
/// at the same moment, one of the two wins: either the waiter gets the lock, or it passes to the next one.
/// </para>
/// <para>
/// Fairness: no waiter starves, and waiters get the lock in the order in which they came. Running code may overtake
/// them: a released lock is free until the code that released it awaits something or ends. Code that asks meanwhile
/// gets it, up to 16 times in a row; then the lock goes to the longest waiter. It goes there at once if the waiters are
/// not all of the runtime whose task releases it (with work stealing off: of that task's worker).
/// </para>
/// <para>
/// Outcome: an exception does not harm the mutex. The guard's <c>Dispose</c> releases the lock; the value is left as it
/// is. Only <see cref="UpdateAsync(Func{T, T}, CancellationToken)"/> poisons the mutex when its body throws, as does
/// <see cref="AsyncMutexGuard{T}.Poison"/> by hand: then every wait and every later lock throws
/// <see cref="MutexPoisonedException"/> until <see cref="MutexCore{TGuard}.ClearPoison"/>.
/// </para>
/// <example>
/// <code>
/// sealed class Account
/// {
///     private readonly AsyncMutex&lt;decimal&gt; _balance = new(0);
///
///     public async LitenTask DepositAsync(decimal amount, CancellationToken cancellationToken)
///     {
///         using AsyncMutexGuard&lt;decimal&gt; balance = await _balance.LockAsync(cancellationToken);
///         balance.Value += amount;
///     }
/// }
/// </code>
/// </example>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncMutex<T> : MutexCore<AsyncMutexGuard<T>>
{
    private T _value;

    /// <summary>Makes an unlocked mutex.</summary>
    /// <param name="value">The first value; <c>default</c> and null are fine.</param>
    public AsyncMutex(T value)
        : this(value, poisons: true)
    {
    }

    /// <summary>Makes an unlocked mutex that may be one without poisoning.</summary>
    /// <param name="value">The first value; <c>default</c> and null are fine.</param>
    /// <param name="poisons">
    /// False switches poisoning off: a body that throws, and a guard's <c>Poison</c>, leave the mutex as it is.
    /// </param>
    public AsyncMutex(T value, bool poisons)
        : base(poisons)
        => _value = value;

    /// <summary>Waits for the lock. Dispose the guard to release it, best with <c>using</c>.</summary>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the lock is granted.</param>
    /// <remarks>
    /// Await the returned task, also when you no longer want the lock: a granted lock whose guard is never picked up is
    /// never released.
    /// </remarks>
    /// <exception cref="MutexPoisonedException">
    /// The mutex is poisoned, or was poisoned during the wait.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled first; a cancelled token never takes the lock.
    /// </exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public LitenTask<AsyncMutexGuard<T>> LockAsync(CancellationToken cancellationToken = default)
    {
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(this, static (mutex, token) => mutex.LockAsync(token), cancellationToken);
        }

        AbortScope? caller = Turn.CurrentOwner;
        if (WaitRefusal.Of(caller, cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<AsyncMutexGuard<T>>(refusal);
        }

        return TryTake(caller, out ulong tenure)
            ? new LitenTask<AsyncMutexGuard<T>>(new AsyncMutexGuard<T>(this, tenure))
            : Wait(caller, cancellationToken);
    }

    /// <summary>
    /// Takes the lock if it is free, without waiting; also past the waiters, as the fairness of the mutex allows.
    /// </summary>
    /// <param name="guard">
    /// The guard to dispose; an empty one if the lock is held, which is harmless to dispose.
    /// </param>
    /// <exception cref="MutexPoisonedException">The mutex is poisoned.</exception>
    public bool TryLock(out AsyncMutexGuard<T> guard)
    {
        if (TryTakeOrThrow(Turn.CurrentOwner, out ulong tenure))
        {
            guard = new AsyncMutexGuard<T>(this, tenure);
            return true;
        }

        guard = default;
        return false;
    }

    /// <summary>Locks, replaces the value by what the body makes of it, and unlocks.</summary>
    /// <param name="update">
    /// Makes the new value of the present one. It runs with the lock held, so it must not lock this mutex.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the lock. It has no effect once the lock is granted.</param>
    /// <returns>The new value.</returns>
    /// <remarks>
    /// If the body throws, the value is not replaced, but an object that it leads to may be half changed: the mutex is
    /// poisoned, and the exception reaches the caller.
    /// </remarks>
    /// <exception cref="MutexPoisonedException">
    /// The mutex is poisoned, or was poisoned during the wait.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    /// <example><code>int hits = await counter.UpdateAsync(static count => count + 1);</code></example>
    public LitenTask<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Update(update, static (value, update) => update(value), cancellationToken);
    }

    /// <summary>
    /// Locks, replaces the value by what the body makes of it and of a state, and unlocks. The body can be a
    /// <c>static</c> lambda then, which needs no closure.
    /// </summary>
    /// <param name="state">Handed to the body.</param>
    /// <inheritdoc cref="UpdateAsync(Func{T, T}, CancellationToken)"/>
    /// <param name="update"/>
    /// <param name="cancellationToken"/>
    /// <example>
    /// <code>await balance.UpdateAsync(amount, static (balance, amount) => balance + amount);</code>
    /// </example>
    public LitenTask<T> UpdateAsync<TState>(
        TState state, Func<T, TState, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Update(state, update, cancellationToken);
    }

    /// <summary>The mutex's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => Describe($"AsyncMutex<{typeof(T).Name}>");

    /// <summary>
    /// The value, for the guard of the given tenure. The holder always sees its own tenure, so this needs no latch.
    /// </summary>
    internal ref T Access(ulong tenure)
    {
        if (!IsHeldBy(tenure))
        {
            AsyncMutexGuard<T>.ThrowReleased();
        }

        return ref _value;
    }

    internal override AsyncMutexGuard<T> GuardOf(ulong tenure) => new(this, tenure);

    private async LitenTask<T> Update<TState>(
        TState state, Func<T, TState, T> update, CancellationToken cancellationToken)
    {
        using AsyncMutexGuard<T> guard = await LockAsync(cancellationToken);
        try
        {
            T updated = update(guard.Value, state);
            guard.Value = updated;
            return updated;
        }
        catch (Exception exception)
        {
            guard.PoisonBecauseOf(exception);
            throw;
        }
    }
}
