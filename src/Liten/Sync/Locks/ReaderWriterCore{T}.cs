using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>
/// What the guards of a reader-writer lock know of it: the value, who is inside, and how a stay ends.
/// </summary>
/// <remarks>
/// Who waits is in <see cref="ReaderWriterQueue{T, TRead, TWrite}"/>, which makes the guards.
/// <code>
/// field      written by                       read by                            under
/// Value      the writer                       writer, readers                    being inside
/// Readers    who enters, leaves, lets in      those                              Latch
/// HasWriter  who enters, leaves, lets in      those                              Latch
/// Spares     who enters, waits, leaves        those                              Latch
/// </code>
/// </remarks>
internal abstract class ReaderWriterCore<T>(T value)
{
    /// <summary>The protected value. A field, because guards hand out references to it.</summary>
    public T Value = value;

    private protected SpinLatch Latch;

    /// <summary>How many readers are inside; who lets several in counts as one meanwhile.</summary>
    private protected int Readers;

    private protected bool HasWriter;

    /// <summary>Whenever the latch is free there are at least as many as there are waits.</summary>
    private protected SpareLeases<ReaderWriterCore<T>> Spares;

    private protected abstract int WaitingUnsynchronized { get; }

    /// <summary>Ends a reader's stay; nothing if it has ended before.</summary>
    public void LeaveRead(Lease<ReaderWriterCore<T>> lease, ulong use)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (Spares.TryEnd(lease, use, WaitingUnsynchronized) && --Readers == 0)
        {
            LetInAndExit(readersFirst: false);
        }
        else
        {
            Latch.Exit();
        }
    }

    /// <summary>Ends the writer's stay; nothing if it has ended before.</summary>
    public void LeaveWrite(Lease<ReaderWriterCore<T>> lease, ulong use)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (Spares.TryEnd(lease, use, WaitingUnsynchronized))
        {
            HasWriter = false;
            LetInAndExit(readersFirst: true);
        }
        else
        {
            Latch.Exit();
        }
    }

    /// <summary>The writer goes on as a reader, on the same lease, whose next use this begins.</summary>
    public void Downgrade(Lease<ReaderWriterCore<T>> lease, ulong use)
    {
        SchedulingPoint.Here();
        Latch.Enter();
        if (lease.Use != use)
        {
            Latch.Exit();
            ThrowReleased("AsyncWriteGuard");
        }

        lease.Use = use + 1;
        HasWriter = false;
        Readers = 1;
        LetInAndExit(readersFirst: true);
    }

    /// <summary>Lets in whom the state allows now, and leaves the latch, which the caller holds.</summary>
    /// <param name="readersFirst">Whether the readers that wait now come before the next writer.</param>
    private protected abstract void LetInAndExit(bool readersFirst);

    [DoesNotReturn]
    public static void ThrowReleased(string guard) => throw new ObjectDisposedException(
        guard,
        "This guard does not hold the lock: it, or a copy of it, was disposed or downgraded. "
        + "Use it before its scope ends, or lock again.");
}
