using System.Diagnostics.CodeAnalysis;
using CsCheck;

namespace Liten.Tests.Lanes;

/// <summary>Each order of a lane against a list that is searched from end to end.</summary>
public sealed class LaneStoreTests
{
    public static TheoryData<string> Orders => ["fifo", "deadline", "custom", "custom that fails"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Store_AnyOperations_IsWhatANaiveListIs(string order) => Gen.Int[0, 99].Array[0, 400].Sample(
        steps =>
        {
            LaneStore store = NewStore(order, failAt: steps.Length > 0 ? steps[0] : 0);
            var model = new List<LaneEntry>();
            for (int i = 0; i < steps.Length; i++)
            {
                Step(order, store, model, steps[i], i);
                Assert.Equal(model.Count, store.Count);
            }

            while (model.Count > 0)
            {
                Take(order, store, model);
            }

            Assert.False(store.TryTake(out _));
        },
        iter: 500);

    [Fact]
    public void Custom_TheOrderOfTheUser_IsKept()
    {
        var store = new CustomStore(new LifoLaneQueue(), "bulk");
        LaneEntry[] entries = [.. Enumerable.Range(0, 3).Select(static i => Entry(i))];
        Array.ForEach(entries, entry => store.Add(entry));

        Assert.Equal(entries.Reverse(), TakeAll(store));
    }

    [Theory]
    [InlineData("Add throws")]
    [InlineData("Add drops")]
    [InlineData("Add doubles")]
    [InlineData("TryTake throws")]
    [InlineData("TryTake drops")]
    [InlineData("TryTake gives nothing")]
    [InlineData("TryTake gives twice")]
    public void Custom_AQueueThatFails_IsReportedOnceAndNothingIsLost(string failure)
    {
        var store = new CustomStore(new BrokenLaneQueue(failure, after: 5), "bulk");
        LaneEntry[] entries = [.. Enumerable.Range(0, 20).Select(static i => Entry(i))];
        List<LaneEntry> taken = [];
        List<Exception> failures = [];
        foreach (LaneEntry entry in entries)
        {
            store.Add(entry);
            Note();
        }

        while (store.TryTake(out LaneEntry entry))
        {
            taken.Add(entry);
            Note();
        }

        Assert.Equal(entries, taken.OrderBy(static entry => entry.QueuedAt));
        Assert.Single(failures);

        void Note()
        {
            if (store.TakeFailure() is { } caught)
            {
                failures.Add(caught);
            }
        }
    }

    private static LaneStore NewStore(string order, int failAt) => order switch
    {
        "fifo" => new FifoStore(),
        "deadline" => new DeadlineStore(),
        "custom" => new CustomStore(new LifoLaneQueue(), "bulk"),
        _ => new CustomStore(new BrokenLaneQueue("TryTake throws", failAt), "bulk"),
    };

    private static void Step(string order, LaneStore store, List<LaneEntry> model, int step, int number)
    {
        switch (step)
        {
            case < 55:
                LaneEntry entry = Entry(number, deadline: step % 7 == 0 ? Nanoseconds.Forever : step % 5);
                store.Add(entry);
                model.Add(entry);
                break;
            case < 95:
                Take(order, store, model);
                break;
            default:
                AbortScope owner = model.Count > 0 ? model[step % model.Count].Item.Owner! : NewTask();
                LaneEntry[] mine = [.. model.Where(held => ReferenceEquals(held.Item.Owner, owner))];
                Assert.Equal(mine.Length > 0, store.TryWithdraw(owner, out LaneEntry withdrawn));
                Assert.True(mine.Length == 0 || model.Remove(withdrawn));
                break;
        }
    }

    private static void Take(string order, LaneStore store, List<LaneEntry> model)
    {
        Assert.Equal(model.Count > 0, store.TryTake(out LaneEntry taken));
        if (model.Count == 0)
        {
            return;
        }

        LaneEntry expected = order switch
        {
            "fifo" => model[0],
            "deadline" => model.MinBy(static entry => entry.Deadline),
            "custom" => model[^1],
            _ => taken,
        };
        Assert.Equal(expected, taken);
        Assert.True(model.Remove(taken), "what was taken was not there, or comes twice");
    }

    private static List<LaneEntry> TakeAll(LaneStore store)
    {
        List<LaneEntry> taken = [];
        while (store.TryTake(out LaneEntry entry))
        {
            taken.Add(entry);
        }

        return taken;
    }

    private static LaneEntry Entry(int number, long deadline = 0) => new(NewTask(), number, deadline, 1);

    private static JoinHandle NewTask() => Spawning.Make(s_host, static () => LitenTask.CompletedTask, new SpawnSite(null, "", 0));

    private static readonly TaskHost s_host = new(new object(), new RuntimeHooks(), int.MaxValue);

    private sealed class LifoLaneQueue : LaneQueue
    {
        private readonly Stack<LaneItem> _items = new();

        public override int Count => _items.Count;

        public override void Add(LaneItem item) => _items.Push(item);

        public override bool TryTake([NotNullWhen(true)] out LaneItem? item) => _items.TryPop(out item);
    }

    /// <summary>Does one thing wrong, at the given use of that member.</summary>
    private sealed class BrokenLaneQueue(string failure, int after) : LaneQueue
    {
        private readonly Queue<LaneItem> _items = new();
        private int _uses;

        public override int Count => _items.Count;

        public override void Add(LaneItem item)
        {
            string now = NowIf("Add");
            if (now == "Add throws")
            {
                throw new FormatException(now);
            }

            for (int i = now == "Add drops" ? 1 : now == "Add doubles" ? -1 : 0; i < 1; i++)
            {
                _items.Enqueue(item);
            }
        }

        public override bool TryTake([NotNullWhen(true)] out LaneItem? item)
        {
            string now = NowIf("TryTake");
            item = null;
            switch (now)
            {
                case "TryTake throws":
                    throw new FormatException(now);
                case "TryTake gives nothing":
                    return false;
                case "TryTake drops":
                    _items.Dequeue();
                    break;
                case "TryTake gives twice":
                    item = _items.Peek();
                    return true;
            }

            return _items.TryDequeue(out item);
        }

        private string NowIf(string member)
            => failure.StartsWith(member, StringComparison.Ordinal) && _uses++ == after ? failure : "";
    }
}
