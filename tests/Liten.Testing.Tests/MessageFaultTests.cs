namespace Liten.Testing.Tests;

/// <summary>Messages of a named channel may be lost, doubled or late, as any other deviation.</summary>
public sealed class MessageFaultTests
{
    private const string Orders = "orders";

    private static readonly ExploreOptions s_exhaustive = new() { Strategy = Strategy.Exhaustive, EarlyTimers = TimeSpan.Zero };

    [Fact]
    public void Drop_EachMessage_IsOnceLost()
        => Assert.Equal(["", "1", "2", "12"], Outcomes(static faults => faults.Drop(Orders, atMost: 2)));

    [Fact]
    public void Duplicate_EachMessage_OnceComesTwice()
        => Assert.Equal(["12", "112", "122"], Outcomes(static faults => faults.Duplicate(Orders)));

    [Fact]
    public void Delay_AMessage_ComesBehindTheNext()
        => Assert.Equal(["12", "21"], Outcomes(static faults => faults.Delay(Orders, TimeSpan.FromSeconds(1))));

    [Fact]
    public void OtherChannel_AndOneWithoutAName_AreLeftAlone()
    {
        Assert.Equal(["12"], Outcomes(static faults => faults.Drop("invoices")));
        Assert.Equal(["12"], Outcomes(static faults => faults.Drop(Orders), channel: null));
    }

    [Fact]
    public void LostMessage_IsNamed_Shrunk_AndReplayed()
    {
        Func<TestRun, LitenTask> body = async run =>
        {
            run.Faults.Drop(Orders);
            Assert.Equal("12", await SendTwoAsync(Orders));
        };
        var failed = Assert.Throws<ScheduleFailedException>(() => Explore.Run(body));
        Assert.Contains("\"drop orders\" strikes", failed.Message);
        Assert.Matches("^lt1:[0-9a-f]{8}:[0-9]+=F1$", failed.Replay);
        Assert.Throws<ScheduleFailedException>(() => Explore.Replay(failed.Replay, body));
    }

    [Fact]
    public void WrongArguments_AreRefused() => Explore.Run(
        run =>
        {
            Assert.Throws<ArgumentException>(() => run.Faults.Drop(""));
            Assert.Throws<ArgumentOutOfRangeException>(() => run.Faults.Duplicate(Orders, atMost: 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => run.Faults.Delay(Orders, TimeSpan.Zero));
            return LitenTask.CompletedTask;
        },
        new ExploreOptions { Schedules = 1 });

    /// <summary>All that can come of two messages, the shortest first.</summary>
    private static IEnumerable<string> Outcomes(Action<Faults> allow, string? channel = Orders)
    {
        var outcomes = new HashSet<string>();
        ExplorationReport report = Explore.Run(
            async run =>
            {
                allow(run.Faults);
                outcomes.Add(await SendTwoAsync(channel));
            },
            s_exhaustive);
        Assert.True(report.IsComplete);
        return outcomes.OrderBy(static outcome => outcome.Length).ThenBy(static outcome => outcome);
    }

    /// <summary>Sends 1 and 2 in both ways there are, and gives what has come within a minute.</summary>
    private static async LitenTask<string> SendTwoAsync(string? channel)
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(8, name: channel);
        Assert.True(sender.TrySend(1));
        await sender.SendAsync(2);
        await Time.Sleep(TimeSpan.FromMinutes(1));
        sender.Dispose();
        string come = "";
        await foreach (int number in receiver)
        {
            come += number;
        }

        return come;
    }
}
