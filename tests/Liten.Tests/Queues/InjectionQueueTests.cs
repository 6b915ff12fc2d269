namespace Liten.Tests.Queues;

public class InjectionQueueTests
{
    private readonly InjectionQueue<Numbered> _queue = new();

    [Fact]
    public void New_IsEmpty()
    {
        Assert.True(_queue.IsEmpty);
        Assert.Equal(0, _queue.Count);
        Assert.Null(_queue.TryPop());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(10_000)]
    public void TryPop_AcrossSegments_IsFirstInFirstOut(int items)
    {
        for (int round = 0; round < 3; round++)
        {
            PushAll(items);

            Assert.Equal(items, _queue.Count);
            Assert.Equal(Enumerable.Range(0, items), Drain());
            Assert.True(_queue.IsEmpty);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1_000)]
    [InlineData(200, 100)]
    [InlineData(256, 256)]
    public void PushBatch_AnySize_AppendsInOrder(int before, int batch)
    {
        Numbered[] items = Numbered.Create(before + batch);
        Array.ForEach(items[..before], item => _queue.Push(item));

        Assert.True(_queue.PushBatch(items.AsSpan(before)));

        Assert.Equal(before + batch, _queue.Count);
        Assert.Equal(Enumerable.Range(0, before + batch), Drain());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(250, 128, 0)]
    [InlineData(256, 3, 125)]
    [InlineData(10, 600, 600)]
    public void Overflow_TwoPartsAndOne_AppendsInOrder(int before, int older, int newer)
    {
        PushAll(before);
        Numbered[] items = Numbered.Create(before + older + newer + 1);
        QueueSlot<Numbered>[] slots = [.. items.Select(item => new QueueSlot<Numbered> { Value = item })];

        _queue.BeginOverflow(older + newer + 1);
        _queue.EndOverflow(slots.AsSpan(before, older), slots.AsSpan(before + older, newer), items[^1]);

        Assert.Equal(items.Length, _queue.Count);
        Assert.Equal(Enumerable.Range(0, items.Length), Drain());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void TryPopBatch_MaxNotPositive_TakesNothing(int max)
    {
        PushAll(3);

        Assert.Null(_queue.TryPopBatch(new WorkStealingQueue<Numbered>(), max, out int taken));
        Assert.Equal((0, 3), (taken, _queue.Count));
    }

    [Fact]
    public void TryPopBatch_Empty_TakesNothing()
    {
        Assert.Null(_queue.TryPopBatch(new WorkStealingQueue<Numbered>(), 8, out int taken));
        Assert.Equal(0, taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(128)]
    public void TryPopBatch_AcrossSegments_ReturnsFirstAndMovesTheRest(int max)
    {
        PushAll(1_000);
        WorkStealingQueue<Numbered> ring = new();
        List<int> numbers = [];
        while (_queue.TryPopBatch(ring, max, out int taken) is { } first)
        {
            Assert.Equal(Math.Min(max, 1_000 - numbers.Count), taken);
            Assert.Equal(taken - 1, ring.Count);
            numbers.Add(first.Number);
            while (ring.TryPop() is { } item)
            {
                numbers.Add(item.Number);
            }
        }

        Assert.Equal(Enumerable.Range(0, 1_000), numbers);
    }

    [Fact]
    public void TryPopBatch_RingFull_ReturnsOneOnly()
    {
        WorkStealingQueue<Numbered> ring = new(2);
        ring.TryPush(new Numbered(-1));
        ring.TryPush(new Numbered(-2));
        PushAll(5);

        Assert.Equal(0, _queue.TryPopBatch(ring, 5, out int taken)?.Number);
        Assert.Equal((1, 4), (taken, _queue.Count));
    }

    [Fact]
    public void Close_ItemsQueued_RefusesNewOnesAndGivesOutTheOld()
    {
        PushAll(300);

        _queue.Close();
        _queue.Close();

        Assert.False(_queue.Push(new Numbered(-1)));
        Assert.False(_queue.PushBatch(Numbered.Create(2)));
        Assert.Equal(Enumerable.Range(0, 300), Drain());
    }

    [Fact]
    public void Overflow_Closed_IsAccepted()
    {
        _queue.Close();

        _queue.BeginOverflow(1);
        _queue.EndOverflow([], [], new Numbered(0));

        Assert.Equal([0], Drain());
    }

    [Fact]
    public void Push_SteadyState_AllocatesNoSegments()
    {
        Numbered[] items = Numbered.Create(300);

        AllocationMeter.AssertNone(() => PushAndPop(items), rounds: 100);
    }

    private void PushAndPop(Numbered[] items)
    {
        foreach (Numbered item in items)
        {
            _queue.Push(item);
        }

        while (_queue.TryPop() is not null)
        {
        }
    }

    private void PushAll(int items) => Array.ForEach(Numbered.Create(items), item => Assert.True(_queue.Push(item)));

    private List<int> Drain()
    {
        List<int> numbers = [];
        while (_queue.TryPop() is { } item)
        {
            numbers.Add(item.Number);
        }

        return numbers;
    }
}
