using Reader = Liten.AsyncReadGuard<int>;
using Writer = Liten.AsyncWriteGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>The reader-writer lock without a runtime: the test holds the waits themselves, so it chooses every step.</summary>
public sealed class AsyncReaderWriterLockTests
{
    private readonly AsyncReaderWriterLock<int> _lock = new(0);

    [Fact]
    public void Readers_AreInsideTogether_AWriterAlone()
    {
        Reader first = _lock.ReadLockAsync().Take();
        Reader second = _lock.ReadLockAsync().Take();
        Assert.False(_lock.TryWriteLock(out Writer none));
        none.Dispose();
        LitenTask<Writer> wait = _lock.WriteLockAsync();
        first.Dispose();
        Assert.False(wait.IsCompleted);
        second.Dispose();

        Writer writer = wait.Take();
        Assert.False(_lock.TryReadLock(out Reader nobody));
        nobody.Dispose();
        Assert.False(_lock.TryWriteLock(out _));
        writer.Dispose();
        Assert.Equal("AsyncReaderWriterLock<Int32> (free, 0 wait to read, 0 to write)", _lock.ToString());
    }

    [Fact]
    public void Value_WrittenByOne_IsReadByTheNext()
    {
        using (Writer writer = _lock.WriteLockAsync().Take())
        {
            writer.Value = 7;
            writer.Value++;
        }

        using Reader reader = _lock.ReadLockAsync().Take();
        Assert.Equal(8, reader.Value);
    }

    [Fact]
    public void WaitingWriter_KeepsNewReadersOut()
    {
        Reader first = _lock.ReadLockAsync().Take();
        LitenTask<Writer> writer = _lock.WriteLockAsync();
        LitenTask<Reader> late = _lock.ReadLockAsync();
        Assert.False(_lock.TryReadLock(out _));
        Assert.False(late.IsCompleted);

        first.Dispose();
        Writer inside = writer.Take();
        Assert.False(late.IsCompleted);
        inside.Dispose();
        late.Take().Dispose();
    }

    [Fact]
    public void Reader_WaitsForOneWritersSectionAtMost()
    {
        Writer first = _lock.WriteLockAsync().Take();
        LitenTask<Writer> second = _lock.WriteLockAsync();
        LitenTask<Writer> third = _lock.WriteLockAsync();
        LitenTask<Reader>[] readers = [.. Enumerable.Range(0, 3 * ClaimedWaits<Reader>.Most).Select(_ => _lock.ReadLockAsync())];

        // All readers that wait now come before the next writer, also those that one entry into the latch cannot claim.
        first.Dispose();
        Assert.All(readers, reader => Assert.True(reader.IsCompleted));
        LitenTask<Reader> late = _lock.ReadLockAsync();
        Assert.False(second.IsCompleted || late.IsCompleted);

        Array.ForEach(readers, reader => reader.Take().Dispose());
        Writer inside = second.Take();
        Assert.False(third.IsCompleted);
        inside.Dispose();
        Reader later = late.Take();
        Assert.False(third.IsCompleted);
        later.Dispose();
        third.Take().Dispose();
        Assert.True(_lock.TryWriteLock(out _));
    }

    [Fact]
    public void Writers_GetTheLockInOrder()
    {
        Writer holder = _lock.WriteLockAsync().Take();
        LitenTask<Writer>[] waits = [.. Enumerable.Range(0, 5).Select(_ => _lock.WriteLockAsync())];
        foreach (LitenTask<Writer> wait in waits)
        {
            Assert.False(wait.IsCompleted);
            holder.Dispose();
            holder = wait.Take();
        }

        holder.Dispose();
        Assert.True(_lock.TryReadLock(out _));
    }

    [Fact]
    public void Guards_DisposedTwiceByAnyCopy_ReleaseOnce()
    {
        Reader first = _lock.ReadLockAsync().Take();
        Reader copy = first;
        Reader second = _lock.ReadLockAsync().Take();
        first.Dispose();
        first.Dispose();
        copy.Dispose();
        Assert.False(_lock.TryWriteLock(out _));
        Assert.Throws<ObjectDisposedException>(() => copy.Value);
        Assert.Equal("AsyncReadGuard (released)", copy.ToString());
        Assert.Equal("AsyncReadGuard (holds the lock)", second.ToString());
        second.Dispose();

        Writer writer = _lock.WriteLockAsync().Take();
        Writer other = writer;
        writer.Dispose();
        Writer next = _lock.WriteLockAsync().Take();
        other.Dispose();
        copy.Dispose();
        Assert.False(_lock.TryReadLock(out _));
        Assert.Throws<ObjectDisposedException>(() => other.Value);
        Assert.Throws<ObjectDisposedException>(() => other.Downgrade());
        Assert.Equal("AsyncWriteGuard (released)", other.ToString());
        next.Dispose();
        Assert.True(_lock.TryReadLock(out _));
    }

    [Fact]
    public void DefaultGuards_HoldNothing()
    {
        default(Reader).Dispose();
        default(Writer).Dispose();
        Assert.Throws<ObjectDisposedException>(() => default(Reader).Value);
        Assert.Throws<ObjectDisposedException>(() => default(Writer).Value);
        Assert.Throws<ObjectDisposedException>(() => default(Writer).Downgrade());
        default(AsyncReadGuard).Dispose();
        default(AsyncWriteGuard).Dispose();
        Assert.Throws<ObjectDisposedException>(() => default(AsyncWriteGuard).Downgrade());
    }

    [Fact]
    public void Edge25_Downgrade_ReleasesOnceAndLetsNoWriterInBetween()
    {
        Writer writer = _lock.WriteLockAsync().Take();
        LitenTask<Writer> next = _lock.WriteLockAsync();
        LitenTask<Reader> waiting = _lock.ReadLockAsync();
        writer.Value = 5;

        Reader reader = writer.Downgrade();

        Assert.False(next.IsCompleted);
        Assert.Equal(5, reader.Value);
        Reader other = waiting.Take();
        Assert.Equal(5, other.Value);
        Assert.Throws<ObjectDisposedException>(() => writer.Value);
        Assert.Throws<ObjectDisposedException>(() => writer.Downgrade());
        writer.Dispose();
        LitenTask<Reader> late = _lock.ReadLockAsync();
        Assert.False(late.IsCompleted);

        reader.Dispose();
        reader.Dispose();
        writer.Dispose();
        Assert.False(next.IsCompleted);
        other.Dispose();
        next.Take().Dispose();
        late.Take().Dispose();
        Assert.Equal("AsyncReaderWriterLock<Int32> (free, 0 wait to read, 0 to write)", _lock.ToString());
    }

    [Fact]
    public void Edge25_RecursiveReadBehindAWriter_Waits()
    {
        // The documentation says so; a writer that gives up ends it.
        using var cancellation = new CancellationTokenSource();
        Reader outer = _lock.ReadLockAsync().Take();
        LitenTask<Writer> writer = _lock.WriteLockAsync(cancellation.Token);
        LitenTask<Reader> inner = _lock.ReadLockAsync();
        Assert.False(inner.IsCompleted);
        Assert.Equal("AsyncReaderWriterLock<Int32> (1 reading, 1 wait to read, 1 to write)", _lock.ToString());

        cancellation.Cancel();

        writer.AssertCancelled(cancellation.Token);
        inner.Take().Dispose();
        outer.Dispose();
    }

    [Fact]
    public void WithoutAValue_IsTheSameLock()
    {
        var plain = new AsyncReaderWriterLock();
        AsyncReadGuard reader = plain.ReadLockAsync().Take();
        Assert.True(plain.TryReadLock(out AsyncReadGuard second));
        LitenTask<AsyncWriteGuard> wait = plain.WriteLockAsync();
        LitenTask<AsyncReadGuard> late = plain.ReadLockAsync();
        Assert.Equal("AsyncReaderWriterLock (2 reading, 1 wait to read, 1 to write)", plain.ToString());
        reader.Dispose();
        reader.Dispose();
        Assert.False(wait.IsCompleted);
        second.Dispose();
        AsyncWriteGuard writer = wait.Take();
        Assert.False(late.IsCompleted);
        AsyncReadGuard downgraded = writer.Downgrade();
        late.Take().Dispose();
        Assert.False(plain.TryWriteLock(out _));
        writer.Dispose();
        downgraded.Dispose();
        Assert.True(plain.TryWriteLock(out AsyncWriteGuard last));
        Assert.Equal("AsyncWriteGuard (holds the lock)", last.ToString());
        last.Dispose();
    }

    [Fact]
    public void Locks_Uncontended_AllocateNothing()
    {
        AllocationMeter.AssertNone(() =>
        {
            using (Writer writer = _lock.WriteLockAsync().Take())
            {
                writer.Value++;
            }

            using Reader first = _lock.ReadLockAsync().Take();
            using Reader second = _lock.ReadLockAsync().Take();
        });
    }

    [Fact]
    public void Locks_ContendedAndWarm_AllocateNothing()
    {
        var plain = new AsyncReaderWriterLock();
        AllocationMeter.AssertNone(() =>
        {
            Writer writer = _lock.WriteLockAsync().Take();
            LitenTask<Reader> reader = _lock.ReadLockAsync();
            LitenTask<Writer> next = _lock.WriteLockAsync();
            writer.Downgrade().Dispose();
            reader.Take().Dispose();
            next.Take().Dispose();
            AsyncReadGuard plainReader = plain.ReadLockAsync().Take();
            LitenTask<AsyncWriteGuard> plainWriter = plain.WriteLockAsync();
            plainReader.Dispose();
            plainWriter.Take().Dispose();
        });
    }
}
