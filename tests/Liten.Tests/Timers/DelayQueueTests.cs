#pragma warning disable xUnit1051 // Whether there is a token is what these tests are about.

namespace Liten.Tests.Timers;

/// <summary>A delay queue without waiting receivers: when items are due, keys, memory.</summary>
public sealed class DelayQueueTests : TimerDriverRig
{
    private static readonly TimeSpan s_ms = TimeSpan.FromMilliseconds(1);

    private readonly DelayQueue<string> _queue;

    public DelayQueueTests() => _queue = new DelayQueue<string>();

    [Fact]
    public void Items_ComeInTheOrderOfTheirTimesToTheNanosecond()
    {
        _queue.Insert("c", s_ms * 3);
        _queue.Insert("a", s_ms);
        _queue.Insert("b", s_ms * 2);

        _clock.AdvanceTo(999_999);
        Assert.Equal("", TakeAll());
        _clock.AdvanceTo(1_000_000);
        Assert.Equal("a", TakeAll());
        _clock.AdvanceTo(3_000_000);
        Assert.Equal("b c", TakeAll());
        Assert.Equal(0, _queue.Count);
        Assert.Equal(0, _driver.Count);
    }

    [Fact]
    public void ItemsOfOneTime_ComeInTheOrderOfInsertionAndReset()
    {
        DelayKey a = _queue.Insert("a", s_ms);
        _queue.Insert("b", s_ms);
        DelayKey c = _queue.Insert("c", s_ms * 5);
        _queue.Insert("d", s_ms);
        Assert.True(_queue.Reset(c, s_ms));
        Assert.True(_queue.Reset(a, s_ms));

        _clock.Advance(s_ms);

        Assert.Equal("b d c a", TakeAll());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(-TimeSpan.TicksPerMillisecond - 1)]
    public void ZeroOrLess_IsDueAtOnceBehindWhatIsDueAlready(long timeSpanTicks)
    {
        _queue.Insert("a", TimeSpan.Zero);
        _queue.Insert("b", new TimeSpan(timeSpanTicks));
        _queue.Insert("c", TimeSpan.Zero);

        Assert.Equal("a b c", TakeAll());
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData((long.MaxValue / 100) + 1)]
    [InlineData(long.MaxValue / 100)]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    public void HugeAndInfinite_NeverComeAndNeverOverflow(long timeSpanTicks)
    {
        _clock.AdvanceTo(12_345);
        DelayKey key = _queue.Insert("a", new TimeSpan(timeSpanTicks));

        _clock.AdvanceTo(long.MaxValue - 100);
        Assert.Equal("", TakeAll());
        Assert.True(_queue.Reset(key, TimeSpan.Zero));
        Assert.Equal("a", TakeAll());
    }

    [Fact]
    public void TenYears_AreRight()
    {
        _queue.Insert("a", TimeSpan.FromDays(3650));

        _clock.Advance(TimeSpan.FromDays(3650) - TimeSpan.FromTicks(1));
        Assert.Equal("", TakeAll());
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("a", TakeAll());
    }

    [Fact]
    public void Keys_AreGoodUntilTheItemHasLeft()
    {
        DelayKey first = _queue.Insert("a", s_ms);
        Assert.True(_queue.Reset(first, s_ms * 2));
        Assert.True(_queue.Remove(first, out string? item));
        Assert.Equal("a", item);
        Refuses(first);

        DelayKey second = _queue.Insert("b", TimeSpan.Zero);
        Refuses(first);
        Assert.Equal("b", TakeAll());
        Refuses(second);

        DelayKey third = _queue.Insert("c", TimeSpan.Zero);
        _queue.Clear();
        _queue.Insert("d", TimeSpan.Zero);
        Refuses(third);
        Refuses(first);
        Refuses(default);
        Assert.Equal("d", TakeAll());
    }

    [Fact]
    public void AKeyOfAnotherQueue_IsRefusedWithAReason()
    {
        DelayKey foreign = new DelayQueue<string>().Insert("a", s_ms);
        _queue.Insert("b", s_ms);

        Assert.Throws<ArgumentException>("key", () => _queue.Reset(foreign, s_ms));
        Assert.Throws<ArgumentException>("key", () => _queue.Remove(foreign, out _));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void Clear_DropsAll()
    {
        for (int i = 0; i < 1000; i++)
        {
            _queue.Insert("a", s_ms);
        }

        _queue.Clear();

        Assert.Equal(0, _queue.Count);
        _clock.Advance(s_ms);
        Assert.Equal("", TakeAll());
    }

    [Fact]
    public void WithoutARuntime_ItSaysTwoWaysOut()
    {
        _scope.Dispose();

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => new DelayQueue<string>());
        Assert.Contains("Runtime.BlockOn", failure.Message, StringComparison.Ordinal);
        Assert.Contains("runtime.TimeProvider", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("timeProvider", () => new DelayQueue<string>(TimeProvider.System));
        Assert.Throws<ArgumentNullException>("timeProvider", () => new DelayQueue<string>(null!));
        var outside = new DelayQueue<string>(new LitenTimeProvider(_host));
        outside.Insert("a", TimeSpan.Zero);
        Assert.True(outside.TryReceive(out string? item));
        Assert.Equal("a", item);
    }

    [Fact]
    public void Edge20_AfterABurstMemoryGoesBackAndTakenSlotsHoldNothing()
    {
        var queue = new DelayQueue<object>();
        object first = new();
        DelayKey kept = queue.Insert(first, s_hour);
        WeakReference[] references = Burst(queue);
        long full = GC.GetTotalMemory(forceFullCollection: true);

        _clock.Advance(s_ms);
        TakeBurst(queue);

        long left = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(full - left > 50_000 * 40, $"{full - left} bytes came back");
        Assert.DoesNotContain(references, reference => reference.IsAlive);
        Assert.True(queue.Remove(kept, out object? item));
        Assert.Same(first, item);
    }

    [Fact]
    public void WarmUse_AllocatesNothing()
    {
        var keys = new DelayKey[100];
        AllocationMeter.AssertNone(() =>
        {
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = _queue.Insert("a", s_ms * i);
            }

            for (int i = 0; i < keys.Length; i += 2)
            {
                _queue.Reset(keys[i], s_ms * 2 * i);
            }

            for (int i = 0; i < keys.Length; i += 3)
            {
                _queue.Remove(keys[i], out _);
            }

            _clock.Advance(s_ms * 300);
            while (_queue.TryReceive(out _))
            {
            }
        });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference[] Burst(DelayQueue<object> queue)
    {
        var references = new WeakReference[100];
        for (int i = 0; i < 100_000; i++)
        {
            object item = new();
            queue.Insert(item, s_ms);
            references[i % 100] = new WeakReference(item);
        }

        return references;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void TakeBurst(DelayQueue<object> queue)
    {
        int taken = 0;
        while (queue.TryReceive(out _))
        {
            taken++;
        }

        Assert.Equal(100_000, taken);
    }

    private void Refuses(DelayKey key)
    {
        Assert.False(_queue.Reset(key, TimeSpan.Zero));
        Assert.False(_queue.Remove(key, out string? item));
        Assert.Null(item);
    }

    private string TakeAll()
    {
        var items = new List<string>();
        while (_queue.TryReceive(out string? item))
        {
            items.Add(item);
        }

        return string.Join(' ', items);
    }
}
