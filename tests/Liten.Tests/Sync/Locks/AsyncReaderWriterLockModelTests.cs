using CsCheck;
using Reader = Liten.AsyncReadGuard<int>;
using Writer = Liten.AsyncWriteGuard<int>;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Any sequence of reads, writes, tries, releases (also twice), downgrades and cancels does what two lists of waits would do.</summary>
public sealed class AsyncReaderWriterLockModelTests
{
    private enum Operation
    {
        Read,
        Write,
        TryRead,
        TryWrite,
        ReleaseReader,
        ReleaseWriter,
        ReleaseStale,
        Downgrade,
        CancelReader,
        CancelWriter,
    }

    [Fact]
    public void AnySequence_AgainstTwoLists_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 60].Sample(Play, iter: 4000);

    private static void Play((Operation Operation, int Number)[] sequence)
    {
        var model = new Model();
        foreach ((Operation operation, int number) in sequence)
        {
            model.Do(operation, number);
            model.Check();
        }

        model.Drain();
    }

    private sealed class Model
    {
        private readonly AsyncReaderWriterLock<int> _lock = new(0);
        private readonly List<(LitenTask<Reader> Wait, CancellationTokenSource Source)> _waitingReaders = [];
        private readonly List<(LitenTask<Writer> Wait, CancellationTokenSource Source)> _waitingWriters = [];
        private readonly List<Reader> _readers = [];
        private readonly List<Action> _stale = [];
        private Writer? _writer;
        private int _writes;

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Read:
                    Read();
                    break;
                case Operation.Write:
                    Write();
                    break;
                case Operation.TryRead:
                    TryRead();
                    break;
                case Operation.TryWrite:
                    TryWrite();
                    break;
                case Operation.ReleaseReader when _readers.Count > 0:
                    ReleaseReader(number % _readers.Count);
                    break;
                case Operation.ReleaseWriter when _writer is { } writer:
                    ReleaseWriter(writer);
                    break;
                case Operation.ReleaseStale when _stale.Count > 0:
                    _stale[number % _stale.Count]();
                    break;
                case Operation.Downgrade when _writer is { } writer:
                    Downgrade(writer);
                    break;
                case Operation.CancelReader when _waitingReaders.Count > 0:
                    Cancel(_waitingReaders, number % _waitingReaders.Count);
                    break;
                case Operation.CancelWriter when _waitingWriters.Count > 0:
                    Cancel(_waitingWriters, number % _waitingWriters.Count);
                    LetIn(readersFirst: false);
                    break;
            }
        }

        public void Check()
        {
            string inside = _writer is not null ? "written" : _readers.Count == 0 ? "free" : $"{_readers.Count} reading";
            Assert.Equal(
                $"AsyncReaderWriterLock<Int32> ({inside}, {_waitingReaders.Count} wait to read, {_waitingWriters.Count} to write)",
                _lock.ToString());
            Assert.All(_readers, reader => Assert.Equal(_writes, reader.Value));
        }

        public void Drain()
        {
            while (_writer is not null || _readers.Count > 0)
            {
                Do(_writer is null ? Operation.ReleaseReader : Operation.ReleaseWriter, 0);
                Check();
            }

            Assert.Empty(_waitingReaders);
            Assert.Empty(_waitingWriters);
        }

        private void Read()
        {
            var source = new CancellationTokenSource();
            LitenTask<Reader> wait = _lock.ReadLockAsync(source.Token);
            Assert.Equal(_writer is null && _waitingWriters.Count == 0, wait.IsCompleted);
            if (wait.IsCompleted)
            {
                _readers.Add(wait.Take());
            }
            else
            {
                _waitingReaders.Add((wait, source));
            }
        }

        private void Write()
        {
            var source = new CancellationTokenSource();
            LitenTask<Writer> wait = _lock.WriteLockAsync(source.Token);
            Assert.Equal(_writer is null && _readers.Count == 0, wait.IsCompleted);
            if (wait.IsCompleted)
            {
                Hold(wait.Take());
            }
            else
            {
                _waitingWriters.Add((wait, source));
            }
        }

        private void TryRead()
        {
            bool expected = _writer is null && _waitingWriters.Count == 0;
            Assert.Equal(expected, _lock.TryReadLock(out Reader reader));
            if (expected)
            {
                _readers.Add(reader);
            }
        }

        private void TryWrite()
        {
            bool expected = _writer is null && _readers.Count == 0;
            Assert.Equal(expected, _lock.TryWriteLock(out Writer writer));
            if (expected)
            {
                Hold(writer);
            }
        }

        private void ReleaseReader(int index)
        {
            Reader reader = _readers[index];
            _readers.RemoveAt(index);
            reader.Dispose();
            _stale.Add(reader.Dispose);
            LetIn(readersFirst: false);
        }

        private void ReleaseWriter(Writer writer)
        {
            _writer = null;
            writer.Dispose();
            _stale.Add(writer.Dispose);
            LetIn(readersFirst: true);
        }

        private void Downgrade(Writer writer)
        {
            _writer = null;
            _readers.Add(writer.Downgrade());
            _stale.Add(writer.Dispose);
            LetIn(readersFirst: true);
        }

        private static void Cancel<T>(List<(LitenTask<T> Wait, CancellationTokenSource Source)> waits, int index)
        {
            waits[index].Source.Cancel();
            waits[index].Wait.AssertCancelled(waits[index].Source.Token);
            waits.RemoveAt(index);
        }

        private void LetIn(bool readersFirst)
        {
            if (_writer is null && (readersFirst || _waitingWriters.Count == 0))
            {
                foreach ((LitenTask<Reader> wait, CancellationTokenSource source) in _waitingReaders)
                {
                    // Too late: the grant has won.
                    source.Cancel();
                    _readers.Add(wait.Take());
                }

                _waitingReaders.Clear();
            }

            if (_writer is null && _readers.Count == 0 && _waitingWriters.Count > 0)
            {
                (LitenTask<Writer> wait, CancellationTokenSource source) = _waitingWriters[0];
                _waitingWriters.RemoveAt(0);
                source.Cancel();
                Hold(wait.Take());
            }
        }

        private void Hold(Writer writer)
        {
            _writer = writer;
            writer.Value = ++_writes;
        }
    }
}
