using CsCheck;
using Liten.Tests.Sync.Locks;

#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Scopes;

/// <summary>Any sequence of spawns, ends, takes, cancels, aborts and detachments does what a few lists would do.</summary>
public sealed class JoinSetModelTests
{
    private enum Operation
    {
        Spawn,
        SpawnAndLeaveRunnable,
        Complete,
        Fail,
        Abort,
        Next,
        NextAgain,
        CancelNext,
        TryNext,
        AbortAll,
        DetachAll,
    }

    [Fact]
    public void AnySequence_AgainstLists_Agrees()
        => Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000]).Array[0, 80].Sample(Play, iter: 3000, threads: 1);

    private static void Play((Operation Operation, int Number)[] sequence)
    {
        using var model = new Model();
        foreach ((Operation operation, int number) in sequence)
        {
            model.Do(operation, number);
            model.Check();
        }

        model.End();
    }

    private sealed class Model : IDisposable
    {
        private readonly ListScheduler _runtime = new();
        private readonly JoinSet<int> _set = new();
        private readonly List<Member> _living = [];
        private readonly List<Member> _detached = [];
        private readonly List<(LitenTask<JoinResult<int>?> Wait, CancellationTokenSource Source)> _waiters = [];

        /// <summary>Those that have ended in the same step, in no order.</summary>
        private readonly Queue<HashSet<Member>> _finished = new();
        private int _spawned;
        private int _taken;
        private int _dropped;

        public void Do(Operation operation, int number)
        {
            switch (operation)
            {
                case Operation.Spawn or Operation.SpawnAndLeaveRunnable:
                    Spawn(runs: operation == Operation.Spawn);
                    break;
                case Operation.Complete or Operation.Fail or Operation.Abort when _living.Count > 0:
                    End(_living[number % _living.Count], operation);
                    break;
                case Operation.Next or Operation.NextAgain:
                    Next();
                    break;
                case Operation.CancelNext when _waiters.Count > 0:
                    Cancel(number % _waiters.Count);
                    break;
                case Operation.TryNext:
                    TryNext();
                    break;
                case Operation.AbortAll:
                    AbortAll();
                    break;
                case Operation.DetachAll:
                    DetachAll();
                    break;
            }
        }

        public void Check()
        {
            while (_waiters.Count > 0 && (_finished.Count > 0 || _living.Count == 0))
            {
                (LitenTask<JoinResult<int>?> wait, CancellationTokenSource source) = _waiters[0];
                _waiters.RemoveAt(0);
                CheckTaken(wait.Take());
                source.Dispose();
            }

            Assert.All(_waiters, static waiter => Assert.False(waiter.Wait.IsCompleted));
            Assert.Equal(_living.Count + _finished.Sum(static batch => batch.Count), _set.Count);
            Assert.Equal(_spawned, _taken + _dropped + _detached.Count + _set.Count);
        }

        public void End()
        {
            Member[] living = [.. _living];
            LitenTask disposal = _set.DisposeAsync();
            _runtime.RunAll();
            Assert.True(disposal.IsCompleted);
            Assert.All(living, static member => Assert.True(member.Handle.WasAborted));
            Assert.All(_detached, static member => Assert.False(member.Handle.IsCompleted));
            Assert.All(_waiters, static waiter => Assert.Null(waiter.Wait.Take()));
            Assert.Equal(0, _set.Count);
            Assert.False(_set.TryNext(out _));
        }

        public void Dispose() => _runtime.Dispose();

        private void Spawn(bool runs)
        {
            (OneshotSender<int> sender, OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            JoinHandle<int> handle = _set.Spawn(receiver, static async receiver =>
            {
                int value = await receiver;
                return value >= 0 ? value : throw new FormatException();
            });
            _living.Add(new Member(handle, sender, _spawned++));
            if (runs)
            {
                _runtime.RunAll();
            }
        }

        private void End(Member member, Operation how)
        {
            if (how == Operation.Abort)
            {
                member.Handle.Abort();
            }
            else
            {
                member.Sender.TrySend(how == Operation.Fail ? -1 : member.Number);
            }

            _runtime.RunAll();
            Assert.True(member.Handle.IsCompleted);
            member.How = how;
            _living.Remove(member);
            _finished.Enqueue([member]);
        }

        private void Next()
        {
            var source = new CancellationTokenSource();
            _waiters.Add((_set.NextAsync(source.Token), source));
        }

        private void Cancel(int number)
        {
            (LitenTask<JoinResult<int>?> wait, CancellationTokenSource source) = _waiters[number];
            _waiters.RemoveAt(number);
            source.Cancel();
            wait.AssertCancelled(source.Token);
        }

        private void TryNext()
        {
            bool isThere = _finished.Count > 0;
            Assert.Equal(isThere, _set.TryNext(out JoinResult<int> result));
            if (isThere)
            {
                CheckTaken(result);
            }
        }

        private void AbortAll()
        {
            _set.AbortAll();
            _runtime.RunAll();
            if (_living.Count > 0)
            {
                _living.ForEach(static member => member.How = Operation.Abort);
                _finished.Enqueue([.. _living]);
                _living.Clear();
            }
        }

        private void DetachAll()
        {
            _set.DetachAll();
            _detached.AddRange(_living);
            _living.Clear();
            _dropped += _finished.Sum(static batch => batch.Count);
            _finished.Clear();
        }

        private void CheckTaken(JoinResult<int>? taken)
        {
            if (_finished.Count == 0)
            {
                Assert.Null(taken);
                return;
            }

            JoinResult<int> result = taken!.Value;
            Member member = Assert.Single(_finished.Peek(), member => member.Handle.Id == result.Task.Id);
            _finished.Peek().Remove(member);
            if (_finished.Peek().Count == 0)
            {
                _finished.Dequeue();
            }

            _taken++;
            Assert.Equal(member.How == Operation.Complete, result.IsSuccess);
            Assert.Equal(member.How == Operation.Fail, result.Exception is FormatException);
            Assert.Equal(member.How == Operation.Abort, result.IsAborted);
            if (result.IsSuccess)
            {
                Assert.Equal(member.Number, result.Value);
            }
        }

        private sealed class Member(JoinHandle<int> handle, OneshotSender<int> sender, int number)
        {
            public JoinHandle<int> Handle { get; } = handle;

            public OneshotSender<int> Sender { get; } = sender;

            public int Number { get; } = number;

            public Operation How { get; set; }
        }
    }
}
