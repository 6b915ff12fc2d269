#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing under test.

namespace Liten.Tests.Timers;

/// <summary>Time.Sleep: "sleeps end in order of their deadlines, and those of one tick in the order in which they began".</summary>
public sealed class FiringOrderTests
{
    private const int Count = 100;

    public static TheoryData<string> OneAtATime { get; } = ["one worker", "no stealing", "current thread"];

    [Theory]
    [MemberData(nameof(OneAtATime))]
    public void Sleeps_DueTogether_EndInOrderOfTheirDeadlines(string kind)
    {
        using RuntimeUnderTest it = Start(kind);
        var order = new List<int>();

        it.Run(async () =>
        {
            TimeProvider clock = it.Runtime.TimeProvider;
            LitenTask[] sleepers = [.. Enumerable.Range(0, Count).Select(Sleep)];
            long start = clock.GetTimestamp();
            SpinWait.SpinUntil(() => clock.GetElapsedTime(start) > TimeSpan.FromMilliseconds(30 + Count));
            await LitenTask.WhenAll(sleepers);
        });

        Assert.Equal(Enumerable.Range(0, Count), order);

        async LitenTask Sleep(int number)
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(20 + number));
            order.Add(number);
        }
    }

    /// <summary>Each looks at the timers between two turns: those that a later look finds wait for those of the earlier one.</summary>
    [Theory]
    [InlineData("one worker")]
    [InlineData("current thread")]
    public void Sleeps_DueWhileEarlierOnesStillWaitForTheirTurn_EndInOrderOfTheirDeadlines(string kind)
    {
        using RuntimeUnderTest it = Start(kind);
        var order = new List<int>();

        it.Run(async () =>
        {
            TimeProvider clock = it.Runtime.TimeProvider;
            await LitenTask.WhenAll([.. Enumerable.Range(0, Count).Select(Sleep)]);

            async LitenTask Sleep(int number)
            {
                await Time.Sleep(TimeSpan.FromTicks(100_000 + (1_000 * number)));
                order.Add(number);

                // So that the next ones become due while this turn and the queued ones last.
                long start = clock.GetTimestamp();
                SpinWait.SpinUntil(() => clock.GetElapsedTime(start) > TimeSpan.FromTicks(2_500));
            }
        });

        Assert.Equal(Enumerable.Range(0, Count), order);
    }

    [Theory]
    [InlineData("one worker")]
    [InlineData("current thread")]
    public void SleepsAndTimers_DueTogether_EndInOrderOfTheirDeadlines(string kind)
    {
        using RuntimeUnderTest it = Start(kind);
        var order = new List<int>();

        it.Run(async () =>
        {
            TimeProvider clock = it.Runtime.TimeProvider;
            long start = clock.GetTimestamp();
            LitenTask last = default;
            for (int i = 0; i < Count; i += 2)
            {
                int number = i;
                _ = clock.CreateTimer(_ => order.Add(number), null, TimeSpan.FromMilliseconds(20 + number), Timeout.InfiniteTimeSpan);
                last = Note(number + 1);
            }

            SpinWait.SpinUntil(() => clock.GetElapsedTime(start) > TimeSpan.FromMilliseconds(30 + Count));
            await last;
        });

        Assert.Equal(Enumerable.Range(0, Count), order);

        async LitenTask Note(int number)
        {
            await Time.Sleep(TimeSpan.FromMilliseconds(20 + number));
            order.Add(number);
        }
    }

    private static RuntimeUnderTest Start(string kind) => new(kind switch
    {
        "one worker" => Runtime.CreateBuilder().WorkerThreads(1),
        "no stealing" => Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing(),
        _ => Runtime.CreateBuilder().CurrentThread(),
    });
}
