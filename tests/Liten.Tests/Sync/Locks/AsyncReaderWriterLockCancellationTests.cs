using Reader = Liten.AsyncReadGuard<int>;
using Writer = Liten.AsyncWriteGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Waits of readers and writers that are cancelled or aborted: who is let in then.</summary>
public sealed class AsyncReaderWriterLockCancellationTests : IDisposable
{
    private readonly ListScheduler _runtime = new();
    private readonly AsyncReaderWriterLock<int> _lock = new(0);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<string> _log = [];

    public void Dispose()
    {
        _cancellation.Dispose();
        _runtime.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancel_WriterAtAnyPosition_LeavesTheOthersInOrder(int position)
    {
        Writer holder = _lock.WriteLockAsync().Take();
        LitenTask<Writer>[] waits = [.. Enumerable.Range(0, 3).Select(i => _lock.WriteLockAsync(i == position ? _cancellation.Token : default))];

        _cancellation.Cancel();

        waits[position].AssertCancelled(_cancellation.Token);
        foreach (int i in Enumerable.Range(0, 3).Where(i => i != position))
        {
            Assert.False(waits[i].IsCompleted);
            holder.Dispose();
            holder = waits[i].Take();
        }

        holder.Dispose();
        Assert.True(_lock.TryWriteLock(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancel_ReaderAtAnyPosition_OthersEnter(int position)
    {
        Writer holder = _lock.WriteLockAsync().Take();
        LitenTask<Reader>[] waits = [.. Enumerable.Range(0, 3).Select(i => _lock.ReadLockAsync(i == position ? _cancellation.Token : default))];

        _cancellation.Cancel();
        holder.Dispose();

        waits[position].AssertCancelled(_cancellation.Token);
        foreach (int i in Enumerable.Range(0, 3).Where(i => i != position))
        {
            waits[i].Take().Dispose();
        }

        Assert.True(_lock.TryWriteLock(out _));
    }

    [Fact]
    public void CancelledToken_NeverTakesTheLock()
    {
        _lock.ReadLockAsync(new CancellationToken(canceled: true)).AssertCancelled();
        _lock.WriteLockAsync(new CancellationToken(canceled: true)).AssertCancelled();
        Assert.True(_lock.TryWriteLock(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edge03_LeavingWriterMeetsADecidedReader_GoesOn(bool hasSuccessor)
    {
        Writer holder = _lock.WriteLockAsync().Take();
        LitenTask<Reader> cancelled = _lock.ReadLockAsync();
        LitenTask<Writer> successor = hasSuccessor ? _lock.WriteLockAsync() : default;
        var entrance = new Entrance<Reader>();

        cancelled.CancelAround(entrance, holder.Dispose);

        cancelled.AssertCancelled();
        if (hasSuccessor)
        {
            successor.Take().Dispose();
        }

        Assert.True(_lock.TryWriteLock(out _));
    }

    [Fact]
    public void Edge07_GrantedThenCancelled_TheGrantStands()
    {
        Writer holder = _lock.WriteLockAsync().Take();
        LitenTask<Reader> reader = _lock.ReadLockAsync(_cancellation.Token);
        LitenTask<Writer> writer = _lock.WriteLockAsync(_cancellation.Token);
        holder.Dispose();
        _cancellation.Cancel();
        Reader inside = reader.Take();
        writer.AssertCancelled(_cancellation.Token);
        inside.Dispose();
        Assert.True(_lock.TryWriteLock(out _));
    }

    [Fact]
    public void Edge24_CancelledWriter_LetsInTheReadersBehindIt()
    {
        Reader inside = _lock.ReadLockAsync().Take();
        LitenTask<Writer> writer = _lock.WriteLockAsync(_cancellation.Token);
        LitenTask<Reader>[] readers = [.. Enumerable.Range(0, 70).Select(_ => _lock.ReadLockAsync())];
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));

        _cancellation.Cancel();

        writer.AssertCancelled(_cancellation.Token);
        Array.ForEach(readers, reader => reader.Take().Dispose());
        inside.Dispose();
        Assert.True(_lock.TryWriteLock(out _));
    }

    [Fact]
    public void Edge24_CancelledWriterBeforeAnother_ReadersWaitForThatOne()
    {
        Reader inside = _lock.ReadLockAsync().Take();
        LitenTask<Writer> first = _lock.WriteLockAsync(_cancellation.Token);
        LitenTask<Reader> reader = _lock.ReadLockAsync();
        LitenTask<Writer> second = _lock.WriteLockAsync();

        _cancellation.Cancel();

        first.AssertCancelled();
        Assert.False(reader.IsCompleted);
        inside.Dispose();
        second.Take().Dispose();
        reader.Take().Dispose();
    }

    [Fact]
    public void Edge24_AbortedWriter_LetsInTheReadersBehindIt()
    {
        Reader inside = _lock.ReadLockAsync().Take();
        JoinHandle<int> writer = _runtime.Begin(WriteAndLog);
        JoinHandle<int> reader = _runtime.Begin(ReadAndLog);
        Assert.Empty(_log);

        writer.Abort();
        _runtime.RunAll();

        Assert.Equal(["read"], _log);
        Assert.Throws<TaskAbortedException>(() => writer.Result());
        Assert.Equal(1, reader.Result());
        inside.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Abort_WaiterAtAnyPosition_OthersGoOn(int position)
    {
        Writer holder = _lock.WriteLockAsync().Take();
        JoinHandle<int>[] tasks = [_runtime.Begin(WriteAndLog), _runtime.Begin(ReadAndLog), _runtime.SpawnTask(WriteInTask)];
        _runtime.RunAll();

        tasks[position].Abort();
        _runtime.RunAll();
        holder.Dispose();
        Assert.True(SpinWait.SpinUntil(AllHaveEnded, Patience.Limit), "a task did not come back to the runtime");

        Assert.Throws<TaskAbortedException>(() => tasks[position].Result());
        Assert.Equal(2, _log.Count);
        Assert.True(_lock.TryWriteLock(out _));

        bool AllHaveEnded()
        {
            _runtime.RunAll();
            return Array.TrueForAll(tasks, task => task.IsCompleted);
        }
    }

    [Fact]
    public void Edge06_Cancel_DoesNotRunTheCodeOfThoseItLetsIn()
    {
        Reader inside = _lock.ReadLockAsync().Take();
        LitenTask<Writer> writer = _lock.WriteLockAsync(_cancellation.Token);
        _runtime.Begin(ReadAndLog);

        _cancellation.Cancel();

        writer.AssertCancelled();
        Assert.Empty(_log);
        _runtime.RunAll();
        Assert.Equal(["read"], _log);
        inside.Dispose();
    }

    [Fact]
    public void AbortedTask_DoesNotTakeAFreeLock()
    {
        JoinHandle<int>? self = null;
        self = _runtime.Spawn(async () =>
        {
            await LitenTask.Yield();
            self!.Abort();
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await _lock.ReadLockAsync());
            await Assert.ThrowsAsync<TaskAbortedException>(async () => await _lock.WriteLockAsync());
            return 1;
        });
        _runtime.RunAll();
        Assert.Equal(1, self.Result());
        Assert.True(_lock.TryWriteLock(out _));
    }

    private async LitenTask<int> WriteAndLog()
    {
        using Writer writer = await _lock.WriteLockAsync();
        _log.Add("written");
        return 1;
    }

    private async LitenTask<int> ReadAndLog()
    {
        using Reader reader = await _lock.ReadLockAsync();
        _log.Add("read");
        return 1;
    }

    private async Task<int> WriteInTask()
    {
        using Writer writer = await _lock.WriteLockAsync();
        _log.Add("written in a task");
        return 1;
    }

    /// <summary>Where a reader's wait is held is the lock's own affair; the giver has taken it out already.</summary>
    private sealed class Entrance<T> : IWaitHolder<T>
    {
        public void Forget(WaitNode<T> node) => Assert.Null(node.Next);
    }
}
