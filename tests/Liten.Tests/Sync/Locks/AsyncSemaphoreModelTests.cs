using CsCheck;
using Permits = Liten.SemaphorePermits;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Locks;

/// <summary>Any sequence of acquire, try, give back (also twice), give up, add, cancel and dispose does what a number and a list of waits would do.</summary>
public sealed class AsyncSemaphoreModelTests
{
    private const int Maximum = 8;

    private enum Operation
    {
        Acquire,
        AcquireMany,
        Try,
        GiveBack,
        GiveBackStale,
        Forget,
        Release,
        Cancel,
        Dispose,
    }

    [Fact]
    public void AnySequence_AgainstANumberAndAList_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 60].Sample(Play, iter: 4000);

    private static void Play((Operation Operation, int Number)[] sequence)
    {
        var model = new Model();
        foreach ((Operation operation, int number) in sequence)
        {
            // A disposed one has not much to show, so it comes late and seldom.
            model.Do(operation == Operation.Dispose && number % 8 != 0 ? Operation.Acquire : operation, number);
            model.Check();
        }

        model.Drain();
    }

    private sealed class Model
    {
        private readonly AsyncSemaphore _semaphore = new(3, Maximum);
        private readonly List<(LitenTask<Permits> Wait, int Permits, CancellationTokenSource Source)> _queue = [];
        private readonly List<(Permits Given, int Permits)> _held = [];
        private readonly List<Permits> _stale = [default];
        private int _available = 3;
        private bool _isDisposed;

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Acquire:
                    Acquire(1);
                    break;
                case Operation.AcquireMany:
                    Acquire(1 + (number % Maximum));
                    break;
                case Operation.Try:
                    Try(1 + (number % 3));
                    break;
                case Operation.GiveBack when _held.Count > 0:
                    GiveBack(number % _held.Count);
                    break;
                case Operation.GiveBackStale:
                    _stale[number % _stale.Count].Dispose();
                    _stale[number % _stale.Count].Forget();
                    break;
                case Operation.Forget when _held.Count > 0:
                    Forget(number % _held.Count);
                    break;
                case Operation.Release:
                    Release(1 + (number % 3));
                    break;
                case Operation.Cancel when _queue.Count > 0:
                    Cancel(number % _queue.Count);
                    break;
                case Operation.Dispose:
                    Dispose();
                    break;
            }
        }

        public void Check()
        {
            Assert.Equal(_available, _semaphore.AvailablePermits);
            Assert.Equal(
                _isDisposed ? "AsyncSemaphore (disposed)" : $"AsyncSemaphore ({_available} available, {_queue.Count} waiting)",
                _semaphore.ToString());
            Assert.DoesNotContain(_queue, waiter => waiter.Wait.IsCompleted);
        }

        public void Drain()
        {
            while (_held.Count > 0)
            {
                GiveBack(0);
                Check();
            }

            // Only somebody who needs more than there are is left.
            Assert.All(_queue.Take(1), waiter => Assert.True(waiter.Permits > _available));
        }

        private void Acquire(int permits)
        {
            var source = new CancellationTokenSource();
            LitenTask<Permits> wait = _semaphore.AcquireAsync(permits, source.Token);
            if (_isDisposed)
            {
                Assert.Throws<ObjectDisposedException>(() => wait.Take());
                return;
            }

            Assert.Equal(_queue.Count == 0 && permits <= _available, wait.IsCompleted);
            if (wait.IsCompleted)
            {
                Hold(wait.Take(), permits);
            }
            else
            {
                _queue.Add((wait, permits, source));
            }
        }

        private void Try(int permits)
        {
            if (_isDisposed)
            {
                Assert.Throws<ObjectDisposedException>(() => _semaphore.TryAcquire(permits, out _));
                return;
            }

            bool expected = _queue.Count == 0 && permits <= _available;
            Assert.Equal(expected, _semaphore.TryAcquire(permits, out Permits taken));
            if (expected)
            {
                Hold(taken, permits);
            }
        }

        private void GiveBack(int index)
        {
            (Permits given, int permits) = _held[index];
            _held.RemoveAt(index);
            given.Dispose();
            _stale.Add(given);
            _available += permits;
            Serve();
        }

        private void Forget(int index)
        {
            Permits given = _held[index].Given;
            _held.RemoveAt(index);
            given.Forget();
            _stale.Add(given);
        }

        private void Release(int permits)
        {
            int all = _available + _held.Sum(held => held.Permits);
            if (_isDisposed)
            {
                Assert.Throws<ObjectDisposedException>(() => _semaphore.Release(permits));
            }
            else if (all + permits > Maximum)
            {
                Assert.Throws<SemaphoreFullException>(() => _semaphore.Release(permits));
            }
            else
            {
                _semaphore.Release(permits);
                _available += permits;
                Serve();
            }
        }

        private void Cancel(int index)
        {
            _queue[index].Source.Cancel();
            _queue[index].Wait.AssertCancelled(_queue[index].Source.Token);
            _queue.RemoveAt(index);
            Serve();
        }

        private void Dispose()
        {
            _semaphore.Dispose();
            _isDisposed = true;
            _queue.ForEach(waiter => Assert.Throws<ObjectDisposedException>(() => waiter.Wait.Take()));
            _queue.Clear();
        }

        private void Serve()
        {
            while (_queue.Count > 0 && _queue[0].Permits <= _available)
            {
                // Too late: the grant has won.
                _queue[0].Source.Cancel();
                Hold(_queue[0].Wait.Take(), _queue[0].Permits);
                _queue.RemoveAt(0);
            }
        }

        private void Hold(Permits given, int permits)
        {
            _held.Add((given, permits));
            _available -= permits;
        }
    }
}
