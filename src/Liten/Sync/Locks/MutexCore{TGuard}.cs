using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>What all mutexes are inside: one holder, those who wait for it, and whether it is poisoned.</summary>
/// <remarks>
/// The steps are those of Sync's README. User code never derives from this type; the public faces are
/// <see cref="AsyncMutex"/> and <see cref="AsyncMutex{T}"/>.
/// <code>
/// field          written by                     read by                         under
/// _tenure        locker, holder, granter        those; the holder without       _latch
/// _holder        locker, holder, granter        who asks                        _latch
/// _waiters       waiter, its ender, granter     those                           _latch
/// _home          waiter, its ender, granter     holder                          _latch
/// _overtakes     holder, granter                holder                          _latch
/// _isPoisoned    holder, who clears it          locker                          _latch
/// _poisonCause   holder, who clears it          locker                          _latch
/// </code>
/// </remarks>
/// <typeparam name="TGuard">The type of the lock's guard.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerTypeProxy(typeof(MutexCore<>.DebugView))]
public abstract partial class MutexCore<TGuard> : IWaitHolder<TGuard>, IDeferredGrant
    where TGuard : struct
{
    /// <summary>
    /// How often in a row running code may overtake the waiters; the documentation names the number. 8 costs a tenth
    /// more under contention (decision 0010).
    /// </summary>
    internal const int MaxOvertakes = 16;

    private readonly bool _poisons;
    private SpinLatch _latch;

    /// <summary>
    /// Odd while the lock is held: locking and unlocking add one each, a hand-off two. The holder's guard carries the
    /// number, which tells it from stale copies.
    /// </summary>
    private ulong _tenure;
    private AbortScope? _holder;
    private IntrusiveList<WaitNode<TGuard>> _waiters;
    private SharedHome _home;

    /// <summary>How often the lock was left free since a waiter got it.</summary>
    private int _overtakes;

    /// <summary>Whoever sets it ends the waits in the same entry, so that nobody waits for a poisoned lock.</summary>
    private bool _isPoisoned;
    private Exception? _poisonCause;

    private protected MutexCore(bool poisons) => _poisons = poisons;

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

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

    /// <summary>
    /// The task that has locked the mutex; null while it is free, or if it was locked by code that is no task's. The
    /// answer may be outdated at once.
    /// </summary>
    /// <remarks>A guard that was handed on to another task still names the one that has locked.</remarks>
    public TaskInfo? Holder
    {
        get
        {
            _latch.Enter();
            AbortScope? holder = _holder;
            _latch.Exit();
            return holder?.Describe();
        }
    }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    private bool IsHeldUnsynchronized => (_tenure & 1) != 0;

    /// <summary>For a debugger, without the latch: one that has stopped its holder must be able to show this.</summary>
    private protected string Describe(string name)
        => $"{name} ({(_isPoisoned ? "poisoned, " : "")}{(IsHeldUnsynchronized ? "locked" : "free")}, "
            + $"{_waiters.Count} waiting)";

    /// <summary>Takes the lock if it is free.</summary>
    /// <param name="caller">Whose code asks for it.</param>
    /// <param name="tenure">What the guard carries.</param>
    private protected bool TryTake(AbortScope? caller, out ulong tenure)
    {
        _latch.Enter();
        bool taken = TryTakeUnsynchronized(caller, out tenure);
        _latch.Exit();
        return taken;
    }

    /// <summary>The lock was not free: waits for it, if it is not poisoned.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected LitenTask<TGuard> Wait(AbortScope? caller, CancellationToken cancellationToken)
    {
        WaitNode<TGuard> node = WaitNode<TGuard>.Rent(this);
        SynchronizationContext? home = SharedHome.OfCaller;
        _latch.Enter();
        if (TryTakeUnsynchronized(caller, out ulong tenure))
        {
            _latch.Exit();
            node.Discard();
            return new LitenTask<TGuard>(GuardOf(tenure));
        }

        if (_isPoisoned)
        {
            Exception? cause = _poisonCause;
            _latch.Exit();
            node.Discard();
            return LitenTask.FromException<TGuard>(new MutexPoisonedException(cause));
        }

        node.Asker = caller;
        EnqueueUnsynchronized(node, home);
        AbortScope? holder = _holder;
        bool mustHasten = TaskLanes.TryHasten(holder, caller, this);
        _latch.Exit();
        if (mustHasten)
        {
            TaskLanes.Announce(holder);
        }

        return node.Begin(cancellationToken);
    }

    /// <summary>Takes the lock if it is free; throws if it is poisoned.</summary>
    private protected bool TryTakeOrThrow(AbortScope? caller, out ulong tenure)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        bool taken = TryTakeUnsynchronized(caller, out tenure);
        bool poisoned = _isPoisoned;
        Exception? cause = _poisonCause;
        _latch.Exit();
        return taken || (poisoned ? throw new MutexPoisonedException(cause) : false);
    }

    /// <summary>Whether the guard of the given tenure still holds the lock.</summary>
    /// <remarks>The holder always sees its own tenure, so this needs no latch.</remarks>
    internal bool IsHeldBy(ulong tenure) => tenure == _tenure;

    /// <summary>
    /// Ends the given tenure: frees the lock and, if others wait, grants it to one of them now (step 11) or later (step
    /// 10). Does nothing if the tenure has ended before.
    /// </summary>
    internal void Unlock(ulong tenure)
    {
        SchedulingPoint.Here();
        _latch.Enter();
        if (tenure != _tenure)
        {
            _latch.Exit();
            return;
        }

        _tenure = tenure + 1;
        AbortScope? holder = _holder;
        _holder = null;
        if (_waiters.IsEmpty)
        {
            _latch.Exit();
            return;
        }

        TaskLanes.LetGo(holder, this);
        if (TryDeferGrantUnsynchronized())
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

    WaitTarget IWaitHolder<TGuard>.Describe()
    {
        WaitTarget target = WaitTarget.Primitive(GetType(), Name);
        return _holder is { } holder ? target.HeldBy(holder.Describe()) : target;
    }

    WaitBlockers IWaitHolder<TGuard>.ReadBlockers(WaitNode<TGuard> node)
        => new(_holder) { Lock = this };

    void IWaitHolder<TGuard>.Forget(WaitNode<TGuard> node)
    {
        _latch.Enter();
        _waiters.Remove(node);
        if (_waiters.IsEmpty)
        {
            // Nobody is left for whom the holder hurries.
            TaskLanes.LetGo(_holder, this);
            _home.Clear();
        }

        _latch.Exit();
    }

    internal abstract TGuard GuardOf(ulong tenure);

    internal bool TryTakeUnsynchronized(AbortScope? caller, out ulong tenure)
    {
        bool free = !(IsHeldUnsynchronized || _isPoisoned);
        tenure = 0;
        if (free)
        {
            tenure = ++_tenure;
            _holder = caller;
        }

        return free;
    }

    internal void EnqueueUnsynchronized(WaitNode<TGuard> node, SynchronizationContext? home)
    {
        _home.Add(home, isFirst: _waiters.IsEmpty);
        _waiters.AddLast(node);
    }

    /// <summary>
    /// Step 10: leaves the free lock to running code for now, if the waiters lose only their place by it.
    /// </summary>
    private bool TryDeferGrantUnsynchronized()
    {
        bool deferred = _overtakes < MaxOvertakes && _home.TryDefer(this);
        _overtakes += deferred ? 1 : 0;
        return deferred;
    }

    /// <summary>
    /// Hands the free lock to the first waiter that still wants it, and leaves the latch, which the caller holds.
    /// </summary>
    private void GrantAndExit()
    {
        WaitNode<TGuard>? next = WaitNode<TGuard>.TakeClaimed(ref _waiters);
        ulong tenure = _tenure + 1;
        AbortScope? holder = next?.Asker;
        if (next is not null)
        {
            _tenure = tenure;
            _holder = holder;
            _overtakes = 0;
        }

        bool mustHasten = HastensHolderUnsynchronized();
        ForgetHomeIfEmptyUnsynchronized();
        _latch.Exit();
        next?.SetResult(GuardOf(tenure));
        if (mustHasten)
        {
            TaskLanes.Announce(holder);
        }
    }

    private void ForgetHomeIfEmptyUnsynchronized()
    {
        if (_waiters.IsEmpty)
        {
            _home.Clear();
        }
    }
}
