using System.Diagnostics;

namespace Liten;

/// <summary>
/// A value that many may read at once and one at a time may change; the others wait without blocking a thread.
/// </summary>
/// <typeparam name="T">
/// The type of the protected value. A struct lives inside the lock and is changed in place.
/// </typeparam>
/// <remarks>
/// <para>
/// Thread safety: all members may be used from any thread, inside and outside of a runtime. The lock belongs to the
/// guard, not to a thread: it may be held across an <c>await</c> and released on another thread.
/// </para>
/// <para>
/// It is not reentrant, and a reader cannot become a writer. Code that holds a read guard and asks for another one
/// waits
/// behind a writer that waits meanwhile, and that one waits for the first guard: for ever. Hand the guard on instead.
/// </para>
/// <para>
/// Cancellation: a wait that is cancelled or aborted leaves its place and never has the lock. A writer that gives up
/// lets in the readers that waited behind it.
/// </para>
/// <para>
/// Fairness: phase-fair, and nobody overtakes. A writer that waits keeps new readers out; one that leaves lets in all
/// readers that wait then, before the next writer. So a reader waits for at most one writer's section, and writers get
/// the lock in the order in which they came.
/// </para>
/// <example>
/// <code>
/// sealed class Prices
/// {
///     private readonly AsyncReaderWriterLock&lt;Dictionary&lt;string, decimal&gt;&gt; _prices = new([]);
///
///     public async LitenTask&lt;decimal?&gt; FindAsync(string article, CancellationToken cancellationToken)
///     {
///         using var prices = await _prices.ReadLockAsync(cancellationToken);
///         return prices.Value.TryGetValue(article, out decimal price) ? price : null;
///     }
///
///     public async LitenTask SetAsync(string article, decimal price, CancellationToken cancellationToken)
///     {
///         using var prices = await _prices.WriteLockAsync(cancellationToken);
///         prices.Value[article] = price;
///     }
/// }
/// </code>
/// </example>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncReaderWriterLock<T>
{
    private readonly ReaderWriterQueue<T, AsyncReadGuard<T>, AsyncWriteGuard<T>> _queue;

    /// <summary>Makes a free lock.</summary>
    /// <param name="value">The first value; <c>default</c> and null are fine.</param>
    public AsyncReaderWriterLock(T value) => _queue = new(value);

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get => _queue.Name; init => _queue.Name = value; }

    /// <summary>Waits for the lock, to read. Dispose the guard to release it, best with <c>using</c>.</summary>
    /// <param name="cancellationToken">Ends the wait. It has no effect once the lock is granted.</param>
    /// <remarks>
    /// Await the returned task, also when you no longer want the lock: a granted lock whose guard is never picked up is
    /// never released.
    /// </remarks>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled first; a cancelled token never takes the lock.
    /// </exception>
    /// <exception cref="TaskAbortedException">The calling task was aborted first.</exception>
    public LitenTask<AsyncReadGuard<T>> ReadLockAsync(CancellationToken cancellationToken = default)
        => _queue.ReadAsync(cancellationToken);

    /// <summary>Waits for the lock, to write. Dispose the guard to release it, best with <c>using</c>.</summary>
    /// <inheritdoc cref="ReadLockAsync"/>
    public LitenTask<AsyncWriteGuard<T>> WriteLockAsync(CancellationToken cancellationToken = default)
        => _queue.WriteAsync(cancellationToken);

    /// <summary>Takes the lock to read, without waiting, if no writer is inside or waits.</summary>
    /// <param name="guard">The guard to dispose; an empty one otherwise, which is harmless to dispose.</param>
    public bool TryReadLock(out AsyncReadGuard<T> guard)
    {
        SchedulingPoint.Here();
        return _queue.TryRead(out guard);
    }

    /// <summary>Takes the lock to write, without waiting, if nobody is inside.</summary>
    /// <param name="guard">The guard to dispose; an empty one otherwise, which is harmless to dispose.</param>
    public bool TryWriteLock(out AsyncWriteGuard<T> guard)
    {
        SchedulingPoint.Here();
        return _queue.TryWrite(out guard);
    }

    /// <summary>The lock's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => _queue.Describe($"AsyncReaderWriterLock<{typeof(T).Name}>");
}
