using CsCheck;
using Guard = Liten.AsyncMutexGuard<int>;

namespace Liten.Tests.Sync;

/// <summary>Any sequence of lock, try, unlock (also by stale guards) and cancel does what a list of names in a queue would do.</summary>
public sealed class AsyncMutexModelTests
{
    private enum Operation
    {
        Lock,
        TryLock,
        Unlock,
        UnlockStale,
        Cancel,
        LockCancelled,
    }

    [Fact]
    public void AnySequence_AgainstAQueueOfNames_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 60].Sample(Play, iter: 5000);

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

    /// <summary>The mutex beside what it should be: one holder, and the others in the order in which they came.</summary>
    private sealed class Model
    {
        private readonly AsyncMutex<int> _mutex = new(0);
        private readonly Queue<(LitenTask<Guard> Wait, CancellationTokenSource Source)> _queue = new();
        private readonly List<Guard> _stale = [default];
        private Guard? _holder;
        private int _grants;

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Lock:
                    Lock();
                    break;
                case Operation.TryLock:
                    Assert.Equal(_holder is null, _mutex.TryLock(out Guard guard));
                    Hold(_holder ?? guard, counts: _holder is null);
                    break;
                case Operation.Unlock when _holder is { } holder:
                    Unlock(holder);
                    break;
                case Operation.UnlockStale:
                    Guard stale = _stale[number % _stale.Count];
                    Assert.Throws<ObjectDisposedException>(() => stale.Value);
                    stale.Dispose();
                    break;
                case Operation.Cancel when _queue.Count > 0:
                    Cancel(number % _queue.Count);
                    break;
                case Operation.LockCancelled:
                    LitenTask<Guard> refused = _mutex.LockAsync(new CancellationToken(canceled: true));
                    Assert.Throws<OperationCanceledException>(() => Take(refused));
                    break;
            }
        }

        public void Check()
        {
            Assert.Equal($"AsyncMutex<Int32> ({(_holder is null ? "free" : "locked")}, {_queue.Count} waiting)", _mutex.ToString());
            Assert.DoesNotContain(_queue, waiter => waiter.Wait.IsCompleted);
            if (_holder is { } holder)
            {
                Assert.Equal(_grants, holder.Value);
            }
        }

        public void Drain()
        {
            while (_holder is { } holder)
            {
                Unlock(holder);
            }

            Check();
        }

        private void Lock()
        {
            var source = new CancellationTokenSource();
            LitenTask<Guard> wait = _mutex.LockAsync(source.Token);
            Assert.Equal(_holder is null, wait.IsCompleted);
            if (wait.IsCompleted)
            {
                Hold(Take(wait), counts: true);
            }
            else
            {
                _queue.Enqueue((wait, source));
            }
        }

        private void Unlock(Guard holder)
        {
            holder.Dispose();
            _stale.Add(holder);
            _holder = null;
            if (_queue.TryDequeue(out (LitenTask<Guard> Wait, CancellationTokenSource Source) next))
            {
                // Too late: the grant has won.
                next.Source.Cancel();
                Hold(Take(next.Wait), counts: true);
            }
        }

        private void Cancel(int position)
        {
            (LitenTask<Guard> Wait, CancellationTokenSource Source)[] all = [.. _queue];
            all[position].Source.Cancel();
            Assert.Throws<OperationCanceledException>(() => Take(all[position].Wait));
            _queue.Clear();
            foreach ((LitenTask<Guard>, CancellationTokenSource) other in all.Where((_, i) => i != position))
            {
                _queue.Enqueue(other);
            }
        }

        private void Hold(Guard guard, bool counts)
        {
            _holder = guard;
            if (counts)
            {
                guard.Value = ++_grants;
            }
        }

        private static Guard Take(LitenTask<Guard> wait) => wait.GetAwaiter().GetResult();
    }
}
