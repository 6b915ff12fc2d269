using CsCheck;

namespace Liten.Tests.Queues;

/// <summary>Two rings and an injection queue, run beside plain queues: each step gives the same item and the same counts.</summary>
public class QueueModelTests
{
    private static readonly Gen<(int Capacity, uint Start, int[] Steps)> s_runs = Gen.Select(
        Gen.Int[1, 4].Select(bits => 1 << bits),
        Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 40, uint.MaxValue]),
        Gen.Int[0, 8].Array[0, 300]);

    [Fact]
    public void Queues_AnyOperations_BehaveAsPlainQueues() => s_runs.Sample(
        run =>
        {
            Machine machine = new(run.Capacity, run.Start);
            foreach (int step in run.Steps)
            {
                machine.Step(step);
            }

            machine.Drain();
        },
        iter: 2_000);

    private sealed class Machine(int capacity, uint start)
    {
        private readonly WorkStealingQueue<Numbered> _ring = new(capacity, start);
        private readonly WorkStealingQueue<Numbered> _thief = new(capacity, unchecked(start + 3));
        private readonly InjectionQueue<Numbered> _injection = new();
        private readonly List<Numbered> _ringModel = [];
        private readonly List<Numbered> _thiefModel = [];
        private readonly List<Numbered> _injectionModel = [];
        private int _next;

        public void Step(int step)
        {
            switch (step)
            {
                case 0: Push(); break;
                case 1 or 2: PushOrOverflow(); break;
                case 3: Assert.Same(TakeFirst(_ringModel), _ring.TryPop()); break;
                case 4: Assert.Same(TakeFirst(_thiefModel), _thief.TryPop()); break;
                case 5: Steal(); break;
                case 6: Inject(); break;
                case 7: Assert.Same(TakeFirst(_injectionModel), _injection.TryPop()); break;
                default: PopBatch(); break;
            }

            Assert.Equal(
                (_ringModel.Count, _thiefModel.Count, _injectionModel.Count),
                (_ring.Count, _thief.Count, _injection.Count));
            Assert.Equal(_injectionModel.Count == 0, _injection.IsEmpty);
            Assert.Equal(capacity - _ringModel.Count, _ring.FreeSlots);
        }

        public void Drain()
        {
            while (_next-- > 0)
            {
                Step(3);
                Step(4);
                Step(7);
            }

            Assert.Equal((0, 0, 0), (_ringModel.Count, _thiefModel.Count, _injectionModel.Count));
        }

        private void Push()
        {
            Numbered item = new(_next++);
            bool fits = _ringModel.Count < capacity;
            Assert.Equal(fits, _ring.TryPush(item));
            if (fits)
            {
                _ringModel.Add(item);
            }
        }

        private void PushOrOverflow()
        {
            Numbered item = new(_next++);
            bool overflows = _ringModel.Count == capacity;
            Assert.Equal(overflows, _ring.PushOrOverflow(item, _injection));
            if (overflows)
            {
                _injectionModel.AddRange(_ringModel[(capacity / 2)..]);
                _ringModel.RemoveRange(capacity / 2, capacity / 2);
            }

            (overflows ? _injectionModel : _ringModel).Add(item);
        }

        private void Steal()
        {
            int expected = _thiefModel.Count > capacity / 2 ? 0 : (_ringModel.Count + 1) / 2;
            Numbered? item = _ring.AsStealer().StealInto(_thief, out int stolen);
            Assert.Equal(expected, stolen);
            ExpectMoved(item, stolen, _ringModel, _thiefModel);
        }

        private void Inject()
        {
            Numbered[] items = [new(_next++), new(_next++), new(_next++)];
            Assert.True(_injection.Push(items[0]));
            Assert.True(_injection.PushBatch(items.AsSpan(1)));
            _injectionModel.AddRange(items);
        }

        private void PopBatch()
        {
            int max = _next % 5;
            int expected = Math.Min(Math.Min(max, _injectionModel.Count), capacity - _ringModel.Count + 1);
            Numbered? item = _injection.TryPopBatch(_ring, max, out int taken);
            Assert.Equal(expected, taken);
            ExpectMoved(item, taken, _injectionModel, _ringModel);
        }

        private static void ExpectMoved(Numbered? item, int count, List<Numbered> from, List<Numbered> to)
        {
            Assert.Same(count == 0 ? null : TakeFirst(from), item);
            for (int i = 1; i < count; i++)
            {
                to.Add(TakeFirst(from)!);
            }
        }

        private static Numbered? TakeFirst(List<Numbered> items)
        {
            Numbered? first = items.FirstOrDefault();
            if (first is not null)
            {
                items.RemoveAt(0);
            }

            return first;
        }
    }
}
