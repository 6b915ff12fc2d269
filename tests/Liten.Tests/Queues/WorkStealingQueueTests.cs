namespace Liten.Tests.Queues;

public class WorkStealingQueueTests
{
    // Where the ring of each test begins: at zero, in its middle, and so that the indices wrap within the test.
    public static TheoryData<int, uint> Rings => new MatrixTheoryData<int, uint>(
        [2, 4, 256],
        [0u, 1u, uint.MaxValue, uint.MaxValue - 2, uint.MaxValue - 255, int.MaxValue]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-4)]
    public void New_CapacityNoPowerOfTwo_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => new WorkStealingQueue<Numbered>(capacity));

    [Fact]
    public void New_Default_HoldsTwoHundredAndFiftySix()
    {
        WorkStealingQueue<Numbered> queue = new();

        Assert.Equal((256, 256, 0), (queue.Capacity, queue.FreeSlots, queue.Count));
        Assert.Null(queue.TryPop());
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void TryPush_UpToTheCapacity_IsFirstInFirstOut(int capacity, uint start)
    {
        WorkStealingQueue<Numbered> queue = new(capacity, start);
        for (int lap = 0; lap < 3; lap++)
        {
            Fill(queue, capacity);

            Assert.Equal((capacity, 0), (queue.Count, queue.FreeSlots));
            Assert.False(queue.TryPush(new Numbered(-1)));
            Assert.Equal(Enumerable.Range(0, capacity), Drain(queue));
            Assert.Equal((0, capacity), (queue.Count, queue.FreeSlots));
        }
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void TryPop_InterleavedWithPush_CrossesTheWrap(int capacity, uint start)
    {
        WorkStealingQueue<Numbered> queue = new(capacity, start);
        for (int i = 0; i < 3 * capacity; i++)
        {
            Assert.True(queue.TryPush(new Numbered(i)));
            Assert.Equal(i, queue.TryPop()?.Number);
        }

        Assert.Null(queue.TryPop());
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void PushOrOverflow_OneMoreThanFits_MovesNewerHalfAndItemInOneGo(int capacity, uint start)
    {
        WorkStealingQueue<Numbered> queue = new(capacity, start);
        InjectionQueue<Numbered> injection = new();
        int overflows = Numbered.Create(capacity + 1).Count(item => queue.PushOrOverflow(item, injection));

        Assert.Equal(1, overflows);
        Assert.Equal(capacity / 2, queue.Count);
        Assert.Equal((capacity / 2) + 1, injection.Count);
        Assert.Equal(Enumerable.Range(0, capacity / 2), Drain(queue));
        Assert.Equal(Enumerable.Range(capacity / 2, (capacity / 2) + 1), Drain(injection));
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void PushOrOverflow_ManyTimes_LosesNothing(int capacity, uint start)
    {
        const int Items = 2_000;
        WorkStealingQueue<Numbered> queue = new(capacity, start);
        InjectionQueue<Numbered> injection = new();
        foreach (Numbered item in Numbered.Create(Items))
        {
            queue.PushOrOverflow(item, injection);
        }

        Assert.Equal(Enumerable.Range(0, Items), Drain(queue).Concat(Drain(injection)).Order());
    }

    [Fact]
    public void PushOrOverflow_InjectionQueueClosed_LosesNothing()
    {
        WorkStealingQueue<Numbered> queue = new(4);
        InjectionQueue<Numbered> injection = new();
        injection.Close();
        foreach (Numbered item in Numbered.Create(5))
        {
            queue.PushOrOverflow(item, injection);
        }

        Assert.Equal([0, 1], Drain(queue));
        Assert.Equal([2, 3, 4], Drain(injection));
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void StealInto_NItems_TakesHalfRoundedUp(int capacity, uint start)
    {
        for (int items = 1; items <= capacity; items++)
        {
            WorkStealingQueue<Numbered> victim = new(capacity, start);
            WorkStealingQueue<Numbered> thief = new(capacity, unchecked(start + 1));
            Fill(victim, items);

            Numbered? first = victim.AsStealer().StealInto(thief, out int stolen);

            int half = (items + 1) / 2;
            Assert.Equal(half, stolen);
            Assert.Equal(0, first?.Number);
            Assert.Equal(Enumerable.Range(1, half - 1), Drain(thief));
            Assert.Equal(items - half, victim.AsStealer().Count);
            Assert.Equal(capacity - victim.Count, victim.FreeSlots);
            Assert.Equal(Enumerable.Range(half, items - half), Drain(victim));
        }
    }

    [Fact]
    public void StealInto_FourItems_ReturnsOneAndKeepsOne()
    {
        WorkStealingQueue<Numbered> victim = new(4);
        WorkStealingQueue<Numbered> thief = new(4);
        Fill(victim, 4);

        Assert.Equal(0, victim.AsStealer().StealInto(thief, out int stolen)?.Number);

        Assert.Equal((2, 1, 2), (stolen, thief.Count, victim.Count));
    }

    [Fact]
    public void StealInto_Empty_TakesNothing()
    {
        WorkStealingQueue<Numbered> thief = new();

        Assert.Null(new WorkStealingQueue<Numbered>().AsStealer().StealInto(thief, out int stolen));
        Assert.Equal((0, 0), (stolen, thief.Count));
    }

    [Fact]
    public void StealInto_SmallerDestination_TakesHalfOfItsCapacity()
    {
        WorkStealingQueue<Numbered> victim = new();
        WorkStealingQueue<Numbered> thief = new(8);
        Fill(victim, 256);

        Assert.Equal(0, victim.AsStealer().StealInto(thief, out int stolen)?.Number);

        Assert.Equal((4, 3, 252), (stolen, thief.Count, victim.Count));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void StealInto_DestinationMoreThanHalfFull_TakesNothing(int own, bool takes)
    {
        WorkStealingQueue<Numbered> victim = new(8);
        WorkStealingQueue<Numbered> thief = new(8);
        Fill(victim, 8);
        Fill(thief, own);

        Assert.Equal(takes, victim.AsStealer().StealInto(thief, out int stolen) is not null);
        Assert.Equal(takes ? 4 : 0, stolen);
        Assert.Equal(takes ? own + 3 : own, thief.Count);
    }

    [Fact]
    public void MoveIn_AcrossTheWrap_KeepsTheOrderAndClearsTheSource()
    {
        for (uint start = 0; start < 8; start++)
        {
            WorkStealingQueue<Numbered> queue = new(8, start);
            QueueSlot<Numbered>[] source = [.. Numbered.Create(8).Select(item => new QueueSlot<Numbered> { Value = item })];

            queue.MoveIn(source);

            Assert.All(source, slot => Assert.Null(slot.Value));
            Assert.Equal(Enumerable.Range(0, 8), Drain(queue));
        }
    }

    [Theory]
    [InlineData("pop")]
    [InlineData("steal")]
    [InlineData("overflow")]
    public void Slots_ItemsTaken_KeepNothingAlive(string way)
    {
        WorkStealingQueue<Numbered> queue = new(4);
        WorkStealingQueue<Numbered> thief = new(4);
        InjectionQueue<Numbered> injection = new();
        WeakReference[] items = TakeAll(way, queue, thief, injection);

        GC.Collect();

        Assert.All(items, item => Assert.False(item.IsAlive));
        GC.KeepAlive(queue);
        GC.KeepAlive(thief);
        GC.KeepAlive(injection);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference[] TakeAll(
        string way, WorkStealingQueue<Numbered> queue, WorkStealingQueue<Numbered> thief, InjectionQueue<Numbered> injection)
    {
        Numbered[] items = Numbered.Create(way == "overflow" ? 5 : 4);
        foreach (Numbered item in items)
        {
            queue.PushOrOverflow(item, injection);
        }

        while (way == "steal" && queue.AsStealer().StealInto(thief, out _) is not null)
        {
            Drain(thief);
        }

        Drain(queue);
        Drain(injection);
        return [.. items.Select(item => new WeakReference(item))];
    }

    private static void Fill(WorkStealingQueue<Numbered> queue, int items)
    {
        foreach (Numbered item in Numbered.Create(items))
        {
            Assert.True(queue.TryPush(item));
        }
    }

    private static List<int> Drain(WorkStealingQueue<Numbered> queue) => Drain(queue.TryPop);

    private static List<int> Drain(InjectionQueue<Numbered> queue) => Drain(queue.TryPop);

    private static List<int> Drain(Func<Numbered?> take)
    {
        List<int> numbers = [];
        while (take() is { } item)
        {
            numbers.Add(item.Number);
        }

        return numbers;
    }
}
