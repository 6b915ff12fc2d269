using CsCheck;

namespace Liten.Tests.Timers;

/// <summary>Runs random operations on a wheel and on a sorted set, which must agree after each of them.</summary>
public sealed class TimerWheelModelTests
{
    private enum Kind
    {
        Insert,
        Cancel,
        AdvanceOneBatch,
        AdvanceToNextDeadline,
        AdvanceFully,
    }

    private static readonly Gen<long> s_distance = Gen.Frequency(
        (1, Gen.Long[-100, 0]),
        (6, Gen.Long[0, 100]),
        (4, Gen.Long[0, 10_000]),
        (3, Gen.Select(Gen.Int[0, 62], Gen.Long[-1, 1], (power, offset) => (1L << power) + offset)),
        (1, Gen.Long[0, long.MaxValue]),
        (1, Gen.Const(long.MaxValue)));

    private static readonly Gen<Operation> s_operation = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(Kind.Insert)),
            (3, Gen.Const(Kind.Cancel)),
            (3, Gen.Const(Kind.AdvanceOneBatch)),
            (2, Gen.Const(Kind.AdvanceToNextDeadline)),
            (1, Gen.Const(Kind.AdvanceFully))),
        s_distance,
        Gen.Int[0, 1000],
        (kind, distance, choice) => new Operation(kind, distance, choice));

    private static readonly Gen<long> s_start = Gen.Frequency(
        (2, Gen.Const(0L)),
        (4, Gen.Long[0, 1_000_000]),
        (2, Gen.Long[0, long.MaxValue]),
        (2, Gen.Long[long.MaxValue - 10_000, long.MaxValue]));

    [Fact]
    public void Wheel_AnyOperations_AgreesWithSortedSet() =>
        Gen.Select(s_start, s_operation.Array[1, 200]).Sample(
            (start, operations) =>
            {
                var comparison = new Comparison(start);
                foreach (Operation operation in operations)
                {
                    comparison.Apply(operation);
                }

                comparison.FollowNextDeadlinesUntilEmpty();
            },
            iter: 5000);

    private sealed record Operation(Kind Kind, long Distance, int Choice);

    private sealed record Timer(long Deadline, int Number)
    {
        public int InWheel { get; set; }
    }

    private sealed class Comparison(long start)
    {
        private readonly TimerWheel _wheel = new(start);
        private readonly SortedSet<Timer> _armed =
            new(Comparer<Timer>.Create((x, y) => (x.Deadline, x.Number).CompareTo((y.Deadline, y.Number))));

        private readonly List<Timer> _all = [];
        private long _latestNow = start;

        public void Apply(Operation operation)
        {
            switch (operation.Kind)
            {
                case Kind.Insert:
                    Insert(After(operation.Distance));
                    break;
                case Kind.Cancel when _all.Count > 0:
                    Cancel(_all[operation.Choice % _all.Count]);
                    break;
                case Kind.AdvanceOneBatch:
                    AdvanceOneBatch(After(operation.Distance), 1 + (operation.Choice % 5));
                    break;
                case Kind.AdvanceToNextDeadline when _wheel.TryGetNextDeadline(out long next):
                    AdvanceFully(next);
                    break;
                case Kind.AdvanceFully:
                    AdvanceFully(After(operation.Distance));
                    break;
            }

            CheckNextDeadline();
        }

        public void FollowNextDeadlinesUntilEmpty()
        {
            // One call for each timer, and one for each of the ten times that it can move down.
            for (int steps = 11 * (_armed.Count + 1); _wheel.TryGetNextDeadline(out long next); steps--)
            {
                Assert.True(steps > 0);
                AdvanceFully(next);
                CheckNextDeadline();
            }

            Assert.Empty(_armed);
        }

        private long After(long distance) =>
            distance > long.MaxValue - _latestNow ? long.MaxValue : _latestNow + distance;

        // An overdue timer counts as due at the current tick: overdue ones come in order of insertion.
        private void Insert(long deadline)
        {
            var timer = new Timer(Math.Max(deadline, _wheel.CurrentTick), _all.Count);
            timer.InWheel = _wheel.Insert(deadline, timer);
            _all.Add(timer);
            _armed.Add(timer);
        }

        private void Cancel(Timer timer) => Assert.Equal(_armed.Remove(timer), _wheel.Cancel(timer.InWheel, timer));

        private bool AdvanceOneBatch(long now, int length)
        {
            object?[] due = new object?[length];
            long before = _wheel.CurrentTick;
            _latestNow = Math.Max(_latestNow, now);

            bool done = _wheel.Advance(now, due, out int count);

            foreach (object? target in due.Take(count))
            {
                Timer earliest = _armed.Min!;
                Assert.Same(earliest, target);
                Assert.True(earliest.Deadline <= _latestNow);
                _armed.Remove(earliest);
            }

            Assert.All(due.Skip(count), Assert.Null);
            Assert.InRange(_wheel.CurrentTick, before, _latestNow);
            Assert.True(!done || (_wheel.CurrentTick >= now && (_armed.Count == 0 || _armed.Min!.Deadline > now)));
            return done;
        }

        private void AdvanceFully(long now)
        {
            while (!AdvanceOneBatch(now, length: 3))
            {
            }

            if (_wheel.TryGetNextDeadline(out long next))
            {
                Assert.True(next > _wheel.CurrentTick);
            }
        }

        private void CheckNextDeadline()
        {
            Assert.Equal(_armed.Count, _wheel.Count);
            Assert.Equal(_armed.Count > 0, _wheel.TryGetNextDeadline(out long next));
            Assert.True(_armed.Count == 0 || next <= Math.Max(_armed.Min!.Deadline, _latestNow));
            Assert.True(next >= _wheel.CurrentTick);
        }
    }
}
