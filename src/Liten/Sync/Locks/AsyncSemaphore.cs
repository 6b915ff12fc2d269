using System.Diagnostics;

namespace Liten;

/// <summary>A number of permits; who needs some that are not there waits without blocking a thread.</summary>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, inside and outside of a runtime. Permits belong to nobody:
/// they may be held across an <c>await</c> and given back on another thread.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves its place and takes no permit, also none of several. It
/// lets
/// in those behind it who need less.
/// </para>
/// <para>
/// Fairness: waits are served in the order in which they came, and one that needs many permits is not passed by those
/// behind it that need fewer. Running code may overtake them: permits that are given back are free until the code that
/// gave them back awaits something or ends. Code that asks meanwhile gets them, up to 16 times in a row; then they go
/// to
/// the longest waiter. They go there at once if the waiters are not all of the runtime whose task gives them back (with
/// work stealing off: of that task's worker).
/// </para>
/// <para>
/// Disposing the semaphore ends all waits with <see cref="ObjectDisposedException"/>. Permits that were given before
/// may
/// still be disposed.
/// </para>
/// <example>
/// <code>
/// sealed class Downloads(HttpClient client)
/// {
///     private readonly AsyncSemaphore _connections = new(4);
///
///     public async LitenTask&lt;byte[]&gt; GetAsync(Uri address, CancellationToken cancellationToken)
///     {
///         using SemaphorePermits permit = await _connections.AcquireAsync(cancellationToken);
///         return await client.GetByteArrayAsync(address, cancellationToken);
///     }
/// }
/// </code>
/// </example>
/// <code>
/// field          written by                         read by      under
/// _available     taker, giver, granter              those        _latch
/// _leased        taker, giver, granter              Release      _latch
/// _spares        taker, waiter, giver, granter      those        _latch
/// _waiters       waiter, its ender, granter         those        _latch
/// _home          waiter, its ender, granter         giver        _latch
/// _overtakes     taker, granter                     those        _latch
/// _isDisposed    Dispose                            taker        _latch
/// </code>
/// A node's Mark is the number of permits that it waits for.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class AsyncSemaphore : IWaitHolder<SemaphorePermits>, IDeferredGrant, IDisposable
{
    /// <summary>How often in a row running code may overtake the waiters; the documentation names the number.</summary>
    internal const int MaxOvertakes = MutexCore<SemaphorePermits>.MaxOvertakes;

    private readonly int _maximum;
    private SpinLatch _latch;
    private int _available;

    /// <summary>Taken and to be given back. With those available it is never more than the maximum.</summary>
    private int _leased;

    /// <summary>Whenever the latch is free there are at least as many as there are waits.</summary>
    private SpareLeases<AsyncSemaphore> _spares;
    private IntrusiveList<WaitNode<SemaphorePermits>> _waiters;
    private SharedHome _home;

    /// <summary>How often permits were taken past the waiters since one of them got some.</summary>
    private int _overtakes;
    private bool _isDisposed;

    /// <summary>Makes a semaphore.</summary>
    /// <param name="permits">How many permits there are; 0 if <see cref="Release"/> is to add the first.</param>
    /// <param name="maximum">
    /// How many there may ever be, given ones included; null for no limit. It is the most that one may ask for.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="permits"/> is negative, or <paramref name="maximum"/> is less than that or less than 1.
    /// </exception>
    public AsyncSemaphore(int permits, int? maximum = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        _maximum = maximum ?? int.MaxValue;
        if (_maximum < Math.Max(permits, 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maximum), maximum, $"The maximum must be at least 1 and the number of permits, {permits}.");
        }

        _available = permits;
        _spares.Add(new Lease<AsyncSemaphore>(this));
    }

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get; init; }

    /// <summary>How many permits nobody holds. The answer may be outdated at once.</summary>
    public int AvailablePermits
    {
        get
        {
            _latch.Enter();
            int available = _available;
            _latch.Exit();
            return available;
        }
    }

    /// <summary>Guards the state; for a select, which enters several.</summary>
    internal ref SpinLatch Latch => ref _latch;

    /// <summary>Whether one more can take or wait without memory.</summary>
    internal bool HasSpareUnsynchronized => _spares.Count > _waiters.Count;

    internal bool IsDisposedUnsynchronized => _isDisposed;

    /// <summary>Waits for permits. Dispose what comes to give them back, best with <c>using</c>.</summary>
    /// <param name="permits">How many; all of them come at once.</param>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the permits are granted.</param>
    /// <remarks>
    /// Await the returned task, also when you no longer want the permits: those that are granted and never picked up
    /// are
    /// never given back.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="permits"/> is less than 1 or more than the maximum. Thrown by the call itself.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed, before or during the wait.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled first; a cancelled token never takes a permit.
    /// </exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public LitenTask<SemaphorePermits> AcquireAsync(int permits = 1, CancellationToken cancellationToken = default)
    {
        Check(permits);
        if (SchedulingPoint.IsDue)
        {
            return SchedulingPoint.Before(
                (Semaphore: this, Permits: permits),
                static (call, token) => call.Semaphore.AcquireAsync(call.Permits, token),
                cancellationToken);
        }

        if (WaitRefusal.Of(cancellationToken) is { } refusal)
        {
            return LitenTask.FromException<SemaphorePermits>(refusal);
        }

        return TryTake(permits, out SemaphorePermits taken, out _)
            ? new LitenTask<SemaphorePermits>(taken)
            : Wait(permits, cancellationToken);
    }

    /// <summary>Waits for one permit. Dispose what comes to give it back, best with <c>using</c>.</summary>
    /// <inheritdoc cref="AcquireAsync(int, CancellationToken)"/>
    public LitenTask<SemaphorePermits> AcquireAsync(CancellationToken cancellationToken)
        => AcquireAsync(1, cancellationToken);

    /// <summary>
    /// Takes a permit if there is one, without waiting; also past the waiters, as the semaphore's fairness allows.
    /// </summary>
    /// <param name="taken">What to dispose; an empty one if there is no permit, which is harmless to dispose.</param>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed.</exception>
    public bool TryAcquire(out SemaphorePermits taken) => TryAcquire(1, out taken);

    /// <summary>Takes so many permits if they are there, without waiting.</summary>
    /// <param name="permits">How many.</param>
    /// <inheritdoc cref="TryAcquire(out SemaphorePermits)"/>
    /// <param name="taken"/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="permits"/> is less than 1 or more than the maximum.
    /// </exception>
    public bool TryAcquire(int permits, out SemaphorePermits taken)
    {
        Check(permits);
        SchedulingPoint.Here();
        bool got = TryTake(permits, out taken, out bool disposed);
        return disposed ? throw Disposed() : got;
    }

    /// <summary>Adds permits. Those that were acquired are given back by disposing them, not by this.</summary>
    /// <param name="permits">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is less than 1.</exception>
    /// <exception cref="SemaphoreFullException">
    /// There would be more than the maximum, given ones included; none was added.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed.</exception>
    public void Release(int permits = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        SchedulingPoint.Here();
        _latch.Enter();
        int all = _available + _leased;
        bool refused = _isDisposed || permits > _maximum - all;
        if (refused)
        {
            bool disposed = _isDisposed;
            _latch.Exit();
            throw disposed ? Disposed() : new SemaphoreFullException(
                $"{permits} more permits beside the {all} that there are would exceed the maximum, {_maximum}. "
                + "Acquired permits are given back by disposing them; Release adds further ones.");
        }

        GiveAndExit(permits);
    }

    /// <summary>Ends all waits with <see cref="ObjectDisposedException"/>. Harmless when repeated.</summary>
    public void Dispose()
    {
        SchedulingPoint.Here();
        ClaimedWaits<SemaphorePermits> ended = default;
        _latch.Enter();
        _isDisposed = true;
        ended.TakeAllFrom(ref _waiters);
        _home.Clear();
        _latch.Exit();
        ended.SetException(static () => Disposed());
    }

    /// <summary>The semaphore's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => _isDisposed
        ? "AsyncSemaphore (disposed)"
        : $"AsyncSemaphore ({_available} available, {_waiters.Count} waiting)";
}
