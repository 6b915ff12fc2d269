namespace Liten.Tests.Timers;

public sealed class TimerWheelTests
{
    private const int MaxStepsPerTimer = 11;

    /// <summary>Each power of two and its neighbours: every sixth is where the next level begins.</summary>
    public static TheoryData<long> Boundaries { get; } =
        [.. Enumerable.Range(0, 63).Select(power => 1L << power).SelectMany(x => new[] { x - 1, x, x + 1 }).Distinct()];

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void Advance_OneTickBeforeAndAtDeadline_HandsOutOnlyAtDeadline(long deadline)
    {
        foreach (long start in new[] { 0L, 1, 63, 64, 4095, 4096 }.Where(start => start < deadline))
        {
            var wheel = new TimerWheel(start);
            wheel.Insert(deadline, "timer");

            Assert.Empty(AdvanceFully(wheel, deadline - 1));
            Assert.Equal(["timer"], AdvanceFully(wheel, deadline));
            Assert.Equal(0, wheel.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void TryGetNextDeadline_FollowedStepByStep_ReachesDeadlineExactly(long deadline)
    {
        var wheel = new TimerWheel(startTick: 0);
        wheel.Insert(deadline, "timer");

        for (int step = 0; step <= MaxStepsPerTimer && wheel.TryGetNextDeadline(out long next); step++)
        {
            Assert.InRange(next, deadline == 0 ? 0 : wheel.CurrentTick + 1, deadline);
            Assert.Equal(next == deadline ? ["timer"] : [], AdvanceFully(wheel, next));
        }

        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void Constructor_NegativeStart_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimerWheel(startTick: -1));

    [Fact]
    public void TryGetNextDeadline_Empty_ReturnsFalse() =>
        Assert.False(new TimerWheel(startTick: 5).TryGetNextDeadline(out _));

    [Fact]
    public void TryGetNextDeadline_EarliestCancelled_NamesTheSecond()
    {
        var wheel = new TimerWheel(startTick: 0);
        int first = wheel.Insert(10, "first");
        wheel.Insert(20, "second");

        wheel.Cancel(first, "first");

        Assert.True(wheel.TryGetNextDeadline(out long next));
        Assert.Equal(20, next);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    public void Insert_NotLaterThanNow_IsDueAtNextAdvance(long deadline)
    {
        var wheel = new TimerWheel(startTick: 100);
        wheel.Insert(deadline, "late");

        Assert.True(wheel.TryGetNextDeadline(out long next));
        Assert.Equal(100, next);
        Assert.Equal(["late"], AdvanceFully(wheel, 100));
    }

    [Fact]
    public void Insert_NotLaterThanNow_ComesBeforeThoseDueLater()
    {
        var wheel = new TimerWheel(startTick: 100);
        wheel.Insert(101, "on time");
        wheel.Insert(50, "late");
        wheel.Insert(20, "even later");

        Assert.Equal(["late", "even later", "on time"], AdvanceFully(wheel, 200));
    }

    [Fact]
    public void Insert_MaxValue_IsDueOnlyThen()
    {
        var wheel = new TimerWheel(startTick: 0);
        wheel.Insert(long.MaxValue, "never");

        Assert.Empty(AdvanceFully(wheel, long.MaxValue - 1));
        Assert.Equal(["never"], AdvanceFully(wheel, long.MaxValue));
    }

    [Fact]
    public void Advance_StartNearMaxValue_StaysExact()
    {
        const long Start = long.MaxValue - 1000;
        var wheel = new TimerWheel(Start);
        for (long deadline = Start + 1; deadline < long.MaxValue; deadline++)
        {
            wheel.Insert(deadline, deadline);
        }

        wheel.Insert(long.MaxValue, long.MaxValue);

        for (long now = Start + 1; now < long.MaxValue; now++)
        {
            Assert.Equal([now], AdvanceFully(wheel, now));
        }

        Assert.Equal([long.MaxValue], AdvanceFully(wheel, long.MaxValue));
        wheel.Insert(long.MaxValue, "overdue");
        Assert.Equal(["overdue"], AdvanceFully(wheel, long.MaxValue));
    }

    [Fact]
    public void Advance_Backwards_DoesNothing()
    {
        var wheel = new TimerWheel(startTick: 0);
        AdvanceFully(wheel, 1000);
        wheel.Insert(1001, "timer");

        Assert.Empty(AdvanceFully(wheel, 999));
        Assert.Empty(AdvanceFully(wheel, long.MinValue));
        Assert.Equal(1000, wheel.CurrentTick);
        Assert.Equal(["timer"], AdvanceFully(wheel, 1001));
    }

    [Theory]
    [InlineData(439_453_125)] // 8 hours of 65.5 us
    [InlineData(long.MaxValue)]
    public void Advance_HugeGap_HandsOutEachOnceInDeadlineOrder(long gap)
    {
        var wheel = new TimerWheel(startTick: 0);
        var random = new Random(Seed: 7);
        long[] deadlines = [.. Enumerable.Range(0, 1000).Select(i => random.NextInt64(1L << (i % 60)))];
        foreach (long deadline in deadlines)
        {
            wheel.Insert(deadline, deadline);
        }

        IEnumerable<object> late = deadlines.Where(x => x == 0).Cast<object>();
        IEnumerable<object> others = deadlines.Where(x => x > 0 && x <= gap).Order().Cast<object>();
        Assert.Equal([.. late, .. others], AdvanceFully(wheel, gap));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(300_000)]
    public void Advance_ManyAtOneTick_HandsOutInOrderOfInsertion(long deadline)
    {
        var wheel = new TimerWheel(startTick: 0);
        for (int i = 0; i < 5000; i++)
        {
            wheel.Insert(deadline, i);
        }

        Assert.Equal(Enumerable.Range(0, 5000).Cast<object>(), AdvanceFully(wheel, deadline));
    }

    [Fact]
    public void Advance_InsertedBetweenBatches_QueuesBehindTheSameDeadline()
    {
        const long Deadline = 5000;
        var wheel = new TimerWheel(startTick: 0);
        for (int i = 0; i < 10; i++)
        {
            wheel.Insert(Deadline, i);
        }

        List<object> handedOut = [];
        object?[] due = new object?[3];
        bool done;
        int inserted = 10;
        do
        {
            done = wheel.Advance(Deadline, due, out int count);
            handedOut.AddRange(due.Take(count)!);
            if (inserted < 15)
            {
                wheel.Insert(Deadline, inserted++);
            }
        }
        while (!done);

        Assert.Equal(Enumerable.Range(0, 15).Cast<object>(), handedOut);
    }

    [Fact]
    public void Advance_CancelledBetweenBatches_IsNotHandedOut()
    {
        var wheel = new TimerWheel(startTick: 0);
        object[] targets = [.. Enumerable.Range(0, 6)];
        int[] timers = [.. targets.Select(target => wheel.Insert(1, target))];

        Assert.False(wheel.Advance(1, new object?[2], out int count));
        Assert.Equal(2, count);
        Assert.Equal([false, false, true, true, true, true], timers.Zip(targets, wheel.Cancel));

        Assert.False(wheel.TryGetNextDeadline(out _));
        Assert.Empty(AdvanceFully(wheel, 1));
        Assert.Equal(1, wheel.CurrentTick);
    }

    [Fact]
    public void Advance_ManyToMoveDown_MovesAtMostOneBatchPerCall()
    {
        var wheel = new TimerWheel(startTick: 0);
        for (int i = 0; i < 100; i++)
        {
            wheel.Insert(4096 + 64 + i, i);
        }

        for (int call = 1; !wheel.Advance(4096, new object?[10], out int count); call++)
        {
            Assert.Equal(0, count);
            Assert.InRange(call, 1, 9);
            Assert.True(wheel.TryGetNextDeadline(out long next));
            Assert.Equal(4096, next);
        }

        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), AdvanceFully(wheel, 5000));
    }

    [Fact]
    public void Advance_NoRoom_KeepsTheTimer()
    {
        var wheel = new TimerWheel(startTick: 0);
        wheel.Insert(1, "timer");

        Assert.False(wheel.Advance(1, [], out int count));
        Assert.Equal(0, count);
        Assert.Equal(["timer"], AdvanceFully(wheel, 1));
    }

    internal static List<object> AdvanceFully(TimerWheel wheel, long nowTick)
    {
        List<object> handedOut = [];
        object?[] due = new object?[7];
        bool done;
        do
        {
            done = wheel.Advance(nowTick, due, out int count);
            handedOut.AddRange(due.Take(count)!);
        }
        while (!done);

        return handedOut;
    }
}
