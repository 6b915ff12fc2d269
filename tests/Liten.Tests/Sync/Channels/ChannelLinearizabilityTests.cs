#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync;

/// <summary>
/// Short histories of real threads: there must be one order of their steps, each between its call and its end, in which a FIFO queue
/// gives the same answers. A wait that is still open at the end must have had nothing to take, or no room.
/// </summary>
public sealed class ChannelLinearizabilityTests
{
    private const int Threads = 3;
    private const int StepsPerThread = 3;
    private const int Rounds = 4000;

    private enum Kind
    {
        TrySend,
        TryReceive,
        Send,
        Receive,
        Close,
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(ChannelCore<int>.Unbounded)]
    public void RandomHistories_OfRealThreads_AreThoseOfAQueue(int capacity)
    {
        var random = new Random(7 * capacity);
        History[] histories = [.. Enumerable.Range(0, Rounds).Select(_ => new History(capacity, random))];
        Race.Run(Rounds, [.. Enumerable.Range(0, Threads).Select(thread => (Action<int>)(round => histories[round].Run(thread)))]);
        foreach (History history in histories)
        {
            Assert.True(history.IsLinearizable(), $"capacity {capacity}: {history}");
        }
    }

    /// <summary>The checker itself notices: an item overtakes another, is received twice, or a receive finds nothing.</summary>
    [Fact]
    public void Checker_WrongHistories_AreRefused()
    {
        Step first = new(Kind.TrySend, 1) { Begin = 0, End = 1, Ok = true };
        Step second = new(Kind.TrySend, 2) { Begin = 2, End = 3, Ok = true };
        Step gets2 = new(Kind.TryReceive, 0) { Begin = 4, End = 5, Ok = true, Item = 2 };
        Step gets1 = new(Kind.TryReceive, 0) { Begin = 4, End = 5, Ok = true, Item = 1 };
        Step getsNone = new(Kind.TryReceive, 0) { Begin = 6, End = 7 };
        Step openReceive = new(Kind.Receive, 0) { Begin = 6, IsOpen = true };
        Assert.True(History.IsLinearizable([first, second, gets1], 2));
        Assert.False(History.IsLinearizable([first, second, gets2], 2));
        Assert.False(History.IsLinearizable([first, second, gets1], 1));
        Assert.False(History.IsLinearizable([first, gets1, gets1 with { Begin = 6, End = 7 }], 2));
        Assert.False(History.IsLinearizable([first, getsNone], 2));
        Assert.False(History.IsLinearizable([first, openReceive], 2));
        Assert.True(History.IsLinearizable([first, gets1, openReceive], 2));
    }

    /// <summary>One call, and what came of it.</summary>
    private sealed record Step(Kind Kind, int Item)
    {
        public int Item { get; set; } = Item;

        public int Begin { get; set; }

        public int End { get; set; } = int.MaxValue;

        public bool Ok { get; set; }

        /// <summary>A wait that has not ended; then it took nothing.</summary>
        public bool IsOpen { get; set; }
    }

    private sealed class History
    {
        private readonly int _capacity;
        private readonly MpmcSender<int> _sender;
        private readonly MpmcReceiver<int> _receiver;
        private readonly Step[][] _steps;
        private readonly List<Action> _waits = [];
        private int _clock;

        public History(int capacity, Random random)
        {
            _capacity = capacity;
            (_sender, _receiver) = Mpmc.CreateBounded<int>(capacity);
            int item = 0;
            _steps = [.. Enumerable.Range(0, Threads).Select(_ => Enumerable.Range(0, StepsPerThread).Select(
                _ => new Step(random.Next(20) == 0 ? Kind.Close : (Kind)random.Next(4), ++item)).ToArray())];
        }

        public void Run(int thread)
        {
            foreach (Step step in _steps[thread])
            {
                step.Begin = Interlocked.Increment(ref _clock);
                switch (step.Kind)
                {
                    case Kind.TrySend:
                        step.Ok = _sender.TrySend(step.Item);
                        break;
                    case Kind.TryReceive:
                        step.Ok = _receiver.TryReceive(out int item);
                        step.Item = item;
                        break;
                    case Kind.Send:
                        Follow(step, _sender.SendAsync(step.Item).AsVoidResult, _ => { });
                        continue;
                    case Kind.Receive:
                        Follow(step, _receiver.ReceiveAsync(), received => step.Item = received);
                        continue;
                    default:
                        _sender.Close();
                        step.Ok = true;
                        break;
                }

                step.End = Interlocked.Increment(ref _clock);
            }
        }

        public bool IsLinearizable()
        {
            _waits.ForEach(wait => wait());
            return IsLinearizable([.. _steps.SelectMany(steps => steps)], _capacity);
        }

        public static bool IsLinearizable(Step[] steps, int capacity) => Search(steps, 0, [], capacity, closed: false);

        public override string ToString() => string.Join("; ", _steps.SelectMany(steps => steps).OrderBy(step => step.Begin));

        /// <summary>A wait has its effect at any time from its call on; whether it has had it is read at the end.</summary>
        private void Follow<T>(Step step, LitenTask<T> wait, Action<T> received)
        {
            if (wait.Source is null)
            {
                step.End = Interlocked.Increment(ref _clock);
            }

            lock (_waits)
            {
                _waits.Add(() =>
                {
                    step.IsOpen = !wait.IsCompleted;
                    if (step.IsOpen)
                    {
                        return;
                    }

                    try
                    {
                        received(wait.Take());
                        step.Ok = true;
                    }
                    catch (System.Threading.Channels.ChannelClosedException)
                    {
                    }
                });
            }
        }

        private static bool Search(Step[] steps, int done, List<int> items, int capacity, bool closed)
        {
            bool left = false;
            for (int i = 0; i < steps.Length; i++)
            {
                Step step = steps[i];
                if ((done & (1 << i)) != 0 || step.IsOpen)
                {
                    continue;
                }

                left = true;
                bool mayBeNext = !steps.Where((other, k) => (done & (1 << k)) == 0 && other.End < step.Begin).Any();
                if (mayBeNext && Tries(step, i))
                {
                    return true;
                }
            }

            // An open wait had nothing to take, or no room, or it would have been ended.
            return !left
                && (!closed || !steps.Any(step => step.IsOpen))
                && (items.Count == 0 || !steps.Any(step => step.IsOpen && step.Kind == Kind.Receive))
                && (items.Count == capacity || !steps.Any(step => step.IsOpen && step.Kind == Kind.Send))
                && !(steps.Any(step => step.IsOpen && step.Kind == Kind.Receive) && steps.Any(step => step.IsOpen && step.Kind == Kind.Send));

            bool Tries(Step step, int i)
            {
                int after = done | (1 << i);
                bool isSend = step.Kind is Kind.Send or Kind.TrySend;
                if (step.Kind == Kind.Close)
                {
                    return Search(steps, after, items, capacity, closed: true);
                }

                if (!step.Ok)
                {
                    // Refused at the end, or found nothing. With capacity 0 that says nothing: whether the other side waits is not in the queue.
                    bool may = isSend
                        ? closed || (step.Kind == Kind.TrySend && (items.Count == capacity || capacity == 0))
                        : items.Count == 0 && (closed || step.Kind == Kind.TryReceive);
                    return may && Search(steps, after, items, capacity, closed);
                }

                if (!isSend)
                {
                    return items.Count > 0 && items[0] == step.Item && Search(steps, after, items[1..], capacity, closed);
                }

                if (closed || (capacity > 0 && items.Count == capacity))
                {
                    return false;
                }

                return capacity > 0
                    ? Search(steps, after, [.. items, step.Item], capacity, closed)
                    : Meets(step, after);
            }

            // With capacity 0 a send and its receive are one step.
            bool Meets(Step send, int after)
            {
                for (int k = 0; k < steps.Length; k++)
                {
                    Step step = steps[k];
                    bool takes = (after & (1 << k)) == 0 && step is { Ok: true, Kind: Kind.Receive or Kind.TryReceive } && step.Item == send.Item;
                    if (takes
                        && !steps.Where((other, m) => (after & (1 << m)) == 0 && other.End < step.Begin).Any()
                        && Search(steps, after | (1 << k), items, capacity, closed))
                    {
                        return true;
                    }
                }

                return false;
            }
        }
    }
}
