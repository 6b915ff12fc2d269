using System.Diagnostics;

namespace Liten;

/// <summary>
/// A lock that many may hold at once to read and one at a time to write; the others wait without blocking a thread. For
/// a value of its own, <see cref="AsyncReaderWriterLock{T}"/> is the better choice: that one cannot be used without it.
/// </summary>
/// <remarks>
/// <para>
/// Thread safety, cancellation and fairness (a reader waits for at most one writer's section) are those of
/// <see cref="AsyncReaderWriterLock{T}"/>. It is not reentrant, and a reader cannot become a writer.
/// </para>
/// <example>
/// <code>
/// static readonly AsyncReaderWriterLock s_folder = new();
///
/// static async LitenTask&lt;string&gt; ReadAsync(string path, CancellationToken cancellationToken)
/// {
///     using AsyncReadGuard guard = await s_folder.ReadLockAsync(cancellationToken);
///     return await File.ReadAllTextAsync(path, cancellationToken);
/// }
/// </code>
/// </example>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncReaderWriterLock
{
    private readonly ReaderWriterQueue<VoidResult, AsyncReadGuard, AsyncWriteGuard> _queue = new(default);

    /// <summary>What it is called where people are told what tasks wait for; null for no name.</summary>
    public string? Name { get => _queue.Name; init => _queue.Name = value; }

    /// <inheritdoc cref="AsyncReaderWriterLock{T}.ReadLockAsync"/>
    public LitenTask<AsyncReadGuard> ReadLockAsync(CancellationToken cancellationToken = default)
        => _queue.ReadAsync(cancellationToken);

    /// <inheritdoc cref="AsyncReaderWriterLock{T}.WriteLockAsync"/>
    public LitenTask<AsyncWriteGuard> WriteLockAsync(CancellationToken cancellationToken = default)
        => _queue.WriteAsync(cancellationToken);

    /// <inheritdoc cref="AsyncReaderWriterLock{T}.TryReadLock"/>
    public bool TryReadLock(out AsyncReadGuard guard)
    {
        SchedulingPoint.Here();
        return _queue.TryRead(out guard);
    }

    /// <inheritdoc cref="AsyncReaderWriterLock{T}.TryWriteLock"/>
    public bool TryWriteLock(out AsyncWriteGuard guard)
    {
        SchedulingPoint.Here();
        return _queue.TryWrite(out guard);
    }

    /// <summary>The lock's state, for people.</summary>
    /// <remarks>Reads without the latch: a debugger that has stopped its holder must be able to show this.</remarks>
    public override string ToString() => _queue.Describe(nameof(AsyncReaderWriterLock));
}
