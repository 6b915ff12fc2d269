using System.Diagnostics.CodeAnalysis;

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/scheduling.md, run.</summary>
public sealed class GuideToScheduling
{
    [Fact]
    public void Lanes_of_a_runtime()
    {
        using Runtime runtime = Runtime.CreateBuilder()
            .WorkerThreads(4)
            .Lane("requests", shares: 8, latency: TimeSpan.FromMilliseconds(1))
            .Lane("bulk", shares: 1, maxWorkers: 2)
            .Lane("ledger", maxWorkers: 1, workers: [3], order: LaneOrder.EarliestDeadline)
            .Build();
        static LitenTask ImportAsync() => LitenTask.CompletedTask;

        JoinHandle import = runtime.Spawn(ImportAsync, new SpawnOptions { Lane = "bulk" });
        JoinHandle<string> entry = runtime.Spawn(
            async () => LitenTask.Current.Lane,
            new SpawnOptions { Lane = "ledger", Deadline = TimeSpan.FromSeconds(2) });

        Assert.Equal("ledger", runtime.BlockOn(async () =>
        {
            await import;
            return await entry;
        }));
    }

    [Fact]
    public void An_order_of_ones_own()
    {
        RuntimeBuilder builder = Runtime.CreateBuilder().Lane("search", order: LaneOrder.Custom(static () => new NewestFirst()));
        using var it = new RuntimeUnderTest(builder);

        JoinHandle[] searches = [.. Enumerable.Range(0, 10).Select(_ => it.Runtime.Spawn(
            static async () => await LitenTask.Yield(), new SpawnOptions { Lane = "search" }))];

        Assert.All(searches, search => Assert.True(it.Outcome(search).IsSuccess));
    }

    [Fact]
    public void Metrics_of_each_lane()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Lane("bulk").Build();
        var text = new StringWriter();
        foreach (LaneMetrics lane in runtime.Metrics.Lanes)
        {
            text.WriteLine($"{lane.Name}: {lane.QueuedItems} queued, {lane.ShareOfTime:P0} of the time, {lane.AverageDelay} late");
        }

        Assert.Contains("bulk: 0 queued", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Priority_of_the_workers()
    {
        RuntimeBuilder low = Runtime.CreateBuilder().WorkerThreads(2).WorkerPriority(ThreadPriority.BelowNormal);
        if (OperatingSystem.IsMacOS())
        {
            Assert.Throws<PlatformNotSupportedException>(low.Build);
            return;
        }

        using var it = new RuntimeUnderTest(low);
        Assert.True(it.Run(static async () => true));
    }

    internal sealed class NewestFirst : LaneQueue
    {
        private readonly Stack<LaneItem> _items = new();

        public override int Count => _items.Count;

        public override void Add(LaneItem item) => _items.Push(item);

        public override bool TryTake([NotNullWhen(true)] out LaneItem? item) => _items.TryPop(out item);
    }
}
