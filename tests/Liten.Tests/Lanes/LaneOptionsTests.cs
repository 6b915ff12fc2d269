namespace Liten.Tests.Lanes;

/// <summary>What may be said of lanes, and what a build refuses.</summary>
public sealed class LaneOptionsTests
{
    public static TheoryData<string, Func<LaneOptions>, string> OutOfRange => new()
    {
        { "Shares", static () => new LaneOptions("bulk") { Shares = 0 }, "Shares of a lane must be between 1 and 1000." },
        { "Shares", static () => new LaneOptions("bulk") { Shares = 1001 }, "Shares of a lane must be between 1 and 1000." },
        { "Latency", static () => new LaneOptions("bulk") { Latency = TimeSpan.Zero }, "Latency of a lane must be more than zero." },
        { "MaxWorkers", static () => new LaneOptions("bulk") { MaxWorkers = 0 }, "MaxWorkers of a lane must be at least 1." },
        { "Workers", static () => new LaneOptions("bulk") { Workers = [1, -1] }, "Workers of a lane must name workers from 0 on." },
        { "MaxBlockingThreads", static () => new LaneOptions("bulk") { MaxBlockingThreads = 0 }, "MaxBlockingThreads of a lane must be at least 1." },
    };

    public static TheoryData<RuntimeBuilder, string> Contradictions => new()
    {
        {
            Runtime.CreateBuilder().WorkerThreads(4).Lane("ledger", workers: [0, 4]),
            "Lane 'ledger' names worker 4, but the runtime has workers 0 to 3. Set WorkerThreads, or leave the worker out."
        },
        { Runtime.CreateBuilder().Lane("bulk").Lane("bulk"), "Lane 'bulk' is declared twice." },
        {
            Runtime.CreateBuilder().CurrentThread().Lane("ledger", workers: [0]),
            "lane 'ledger': 1 shares, first come, first served, only on 0 needs worker threads that share their work, but the options " +
            "say CurrentThread. Leave out one of the two; a lane's Workers pin its tasks."
        },
        {
            Runtime.CreateBuilder().DisableWorkStealing().Lane("ledger"),
            "lane 'ledger': 1 shares, first come, first served needs worker threads that share their work, but the options say " +
            "DisableWorkStealing. Leave out one of the two; a lane's Workers pin its tasks."
        },
        {
            Enumerable.Range(0, 64).Aggregate(Runtime.CreateBuilder(), static (builder, i) => builder.Lane($"lane{i}")),
            "A runtime has at most 64 lanes, the one called 'default' among them, but 64 are declared."
        },
        {
            Runtime.CreateBuilder().CurrentThread().WorkerAffinity(0),
            "A current-thread runtime has no worker threads that WorkerAffinity or WorkerPriority could place. Leave out " +
            "CurrentThread, or those."
        },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Lane_ValueOutOfRange_ThrowsWhereItIsSet(string name, Func<LaneOptions> make, string message)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(make);

        Assert.Equal(name, thrown.ParamName);
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lane_NameOrWorkersThatAreNone_AreRefused()
    {
        Assert.Throws<ArgumentException>(static () => new LaneOptions(" "));
        Assert.Throws<ArgumentException>(static () => new LaneOptions("bulk") { Workers = [] });
        Assert.Throws<ArgumentException>(static () => new LaneOptions("bulk") { Workers = [1, 1] });
        Assert.Throws<ArgumentNullException>(static () => new LaneOptions("bulk") { Order = null! });
        Assert.Throws<ArgumentNullException>(static () => LaneOrder.Custom(null!));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SpawnOptions { Deadline = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(static () => new RuntimeOptions { WorkerAffinity = [] });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RuntimeOptions { WorkerAffinity = [-1] });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RuntimeOptions { WorkerPriority = (ThreadPriority)5 });
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Build_OptionsThatContradict_ThrowsAndNamesThem(RuntimeBuilder builder, string message)
        => Assert.Equal(message, Assert.Throws<InvalidOperationException>(builder.Build).Message);

    [Fact]
    public void Build_AQueueThatIsNull_Throws()
        => Assert.Equal(
            "The order of lane 'bulk' has made no queue.",
            Assert.Throws<InvalidOperationException>(
                static () => Runtime.CreateBuilder().Lane("bulk", order: LaneOrder.Custom(static () => null!)).Build()).Message);

    [Fact]
    public void Metrics_EachLane_HasAnEntry()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk", shares: 3).Lane("default", shares: 1));

        it.Outcome(it.Runtime.Spawn(static async () => await LitenTask.Yield(), new SpawnOptions { Lane = "bulk" }));

        IReadOnlyList<LaneMetrics> lanes = it.Metrics.Lanes;
        Assert.Equal(["default", "bulk"], lanes.Select(static lane => lane.Name));
        Assert.Equal([0.25, 0.75], lanes.Select(static lane => lane.EntitledShare));
        Assert.Equal(2, lanes[1].Turns);
        Assert.True(lanes[1].BusyTime > TimeSpan.Zero);
        Assert.Empty(new RuntimeOptions().Lanes);
    }

    [Fact]
    public void Metrics_WithoutLanes_HasNone()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);

        Assert.Empty(it.Metrics.Lanes);
    }

    [Fact]
    public void WorkerAffinity_OnLinux_BindsTheWorkers()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Throws<PlatformNotSupportedException>(Runtime.CreateBuilder().WorkerAffinity(0).Build);
            return;
        }

        int processor = FirstAllowed();
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().WorkerThreads(2).WorkerAffinity(processor).WorkerPriority(ThreadPriority.BelowNormal));

        string allowed = it.Run(static async () => Allowed());

        Assert.Equal(processor.ToString(System.Globalization.CultureInfo.InvariantCulture), allowed);
        Assert.Throws<InvalidOperationException>(Runtime.CreateBuilder().WorkerAffinity(8191).Build);
    }

    private static int FirstAllowed() => int.Parse(Allowed().Split('-', ',')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The processors of the calling thread, as Linux tells them.</summary>
    private static string Allowed()
        => File.ReadLines("/proc/thread-self/status")
            .First(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim();
}
