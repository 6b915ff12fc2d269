using System.Diagnostics;
using System.Runtime.CompilerServices;

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
/// is.
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
public sealed class AsyncMutex<T> : IWaitHolder<AsyncMutexGuard<T>>, IDeferredGrant
{
    /// <summary>
    /// How often in a row running code may overtake the waiters; the documentation names the number. 8 costs a tenth
    /// more under contention (decision 0010).
    /// </summary>
    internal const int MaxOvertakes = 16;

    private SpinLatch _latch;

    /// <summary>
    /// Odd while the lock is held: locking and unlocking add one each, a hand-off two. The holder's guard carries the
    /// number, which tells it from stale copies. Written under the latch.
    /// </summary>
    private ulong _tenure;
    private T _value;
    private IntrusiveList<WaitNode<AsyncMutexGuard<T>>> _waiters;

    /// <summary>
    /// Where the waiters go on, if that is the same for all: their runtime's context, with work stealing off their
    /// worker's.
    /// </summary>
    private SynchronizationContext? _home;

    /// <summary>How often the lock was left free since a waiter got it.</summary>
    private int _overtakes;

    /// <summary>Makes an unlocked mutex.</summary>
    /// <param name="value">The first value; <c>default</c> and null are fine.</param>
    public AsyncMutex(T value) => _value = value;

    /// <summary>Whether the lock is held. The answer may be outdated at once.</summary>
    public bool IsLocked
    {
        get
        {
            _latch.Enter();
            bool locked = IsHeldUnsynchronized;
            _latch.Exit();
            return locked;
        }
    }

    private bool IsHeldUnsynchronized => (_tenure & 1) != 0;

    /// <summary>Waits for the lock. Dispose the guard to release it, best with <c>using</c>.</summary>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the lock is granted.</param>
    /// <remarks>
    /// Await the returned task, also when you no longer want the lock: a granted lock whose guard is never picked up is
    /// never released.
    /// </remarks>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled first; a cancelled token never takes the lock.
    /// </exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public LitenTask<AsyncMutexGuard<T>> LockAsync(CancellationToken cancellationToken = default)
    {
        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<AsyncMutexGuard<T>>(refusal);
        }

        return TryLock(out AsyncMutexGuard<T> guard)
            ? new LitenTask<AsyncMutexGuard<T>>(guard)
            : Wait(cancellationToken);
    }

    /// <summary>
    /// Takes the lock if it is free, without waiting; also past the waiters, as the fairness of the mutex allows.
    /// </summary>
    /// <param name="guard">
    /// The guard to dispose; an empty one if the lock is held, which is harmless to dispose.
    /// </param>
    public bool TryLock(out AsyncMutexGuard<T> guard)
    {
        _latch.Enter();
        bool taken = TryLockUnsynchronized(out guard);
        _latch.Exit();
        return taken;
    }

    /// <summary>The mutex's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() =>
        $"AsyncMutex<{typeof(T).Name}> ({(IsHeldUnsynchronized ? "locked" : "free")}, {_waiters.Count} waiting)";

    /// <summary>
    /// The value, for the guard of the given tenure. The holder always sees its own tenure, so this needs no latch.
    /// </summary>
    internal ref T Access(ulong tenure)
    {
        if (tenure != _tenure)
        {
            AsyncMutexGuard<T>.ThrowReleased();
        }

        return ref _value;
    }

    /// <summary>Whether the guard of the given tenure still holds the lock.</summary>
    internal bool IsHeldBy(ulong tenure) => tenure == _tenure;

    /// <summary>
    /// Ends the given tenure: frees the lock and, if others wait, grants it to one of them now (step 11) or later (step
    /// 10). Does nothing if the tenure has ended before.
    /// </summary>
    internal void Unlock(ulong tenure)
    {
        _latch.Enter();
        if (tenure != _tenure)
        {
            _latch.Exit();
            return;
        }

        _tenure = tenure + 1;
        if (_waiters.IsEmpty || TryDeferGrantUnsynchronized())
        {
            _latch.Exit();
        }
        else
        {
            GrantAndExit();
        }
    }

    /// <summary>Step 12: the grant at the turn's end.</summary>
    void IDeferredGrant.GrantIfFree()
    {
        _latch.Enter();
        if (IsHeldUnsynchronized || _waiters.IsEmpty)
        {
            _latch.Exit();
        }
        else
        {
            GrantAndExit();
        }
    }

    void IWaitHolder<AsyncMutexGuard<T>>.Forget(WaitNode<AsyncMutexGuard<T>> node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        ForgetHomeIfEmptyUnsynchronized();
        _latch.Exit();
    }

    /// <summary>Not inlined into the code that locks, whose own path is the short one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LitenTask<AsyncMutexGuard<T>> Wait(CancellationToken cancellationToken)
    {
        WaitNode<AsyncMutexGuard<T>> node = WaitNode<AsyncMutexGuard<T>>.Rent(this);
        SynchronizationContext? home = Turn.Current is { IsWorker: true } turn
            ? turn.SynchronizationContext
            : null;
        _latch.Enter();
        if (TryLockUnsynchronized(out AsyncMutexGuard<T> guard))
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<AsyncMutexGuard<T>>(guard);
        }

        _home = _waiters.IsEmpty || ReferenceEquals(_home, home) ? home : null;
        _waiters.AddLast(node);
        _latch.Exit();
        return node.Begin(cancellationToken);
    }

    private bool TryLockUnsynchronized(out AsyncMutexGuard<T> guard)
    {
        bool free = !IsHeldUnsynchronized;
        guard = free ? new AsyncMutexGuard<T>(this, ++_tenure) : default;
        return free;
    }

    /// <summary>
    /// Step 10: leaves the free lock to running code for now, if the waiters lose only their place by it.
    /// </summary>
    private bool TryDeferGrantUnsynchronized()
    {
        bool deferred = _overtakes < MaxOvertakes
            && Turn.Current is { } turn
            && ReferenceEquals(turn.SynchronizationContext, _home)
            && turn.TryDefer(this);
        _overtakes += deferred ? 1 : 0;
        return deferred;
    }

    /// <summary>
    /// Hands the free lock to the first waiter that still wants it, and leaves the latch, which the caller holds.
    /// </summary>
    private void GrantAndExit()
    {
        WaitNode<AsyncMutexGuard<T>>? next = WaitNode<AsyncMutexGuard<T>>.TakeClaimed(ref _waiters);
        ulong tenure = _tenure + 1;
        if (next is not null)
        {
            _tenure = tenure;
            _overtakes = 0;
        }

        ForgetHomeIfEmptyUnsynchronized();
        _latch.Exit();
        next?.SetResult(new AsyncMutexGuard<T>(this, tenure));
    }

    /// <summary>The mutex may outlive the runtime, and must not keep it alive.</summary>
    private void ForgetHomeIfEmptyUnsynchronized()
    {
        if (_waiters.IsEmpty)
        {
            _home = null;
        }
    }
}
