#pragma warning disable xUnit1051 // A wait here ends with its runtime; a token would be one more thing to read.

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/blocking.md, run.</summary>
public sealed class GuideToBlocking : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public GuideToBlocking() => File.WriteAllText(_path, "one\ntwo\n");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Spawn() => GuideRuntime.Run(async () =>
    {
        string path = _path;
        string text = await Blocking.Spawn(() => File.ReadAllText(path));

        Assert.Equal("one\ntwo\n", text);
    });

    [Fact]
    public void In_place() => GuideRuntime.Run(async () =>
    {
        await LitenTask.Yield();
        string path = _path;
        string text = Blocking.InPlace(() => File.ReadAllText(path));

        Assert.Equal("one\ntwo\n", text);
    });

    [Fact]
    public void A_bounded_queue()
    {
        using Runtime runtime = Runtime.CreateBuilder().MaxBlockingThreads(2).MaxBlockingQueue(4).Build();

        CancellationToken token = TestContext.Current.CancellationToken;
        int sum = runtime.BlockOn(async () =>
        {
            string[] files = [.. Enumerable.Repeat(_path, 20)];
            List<JoinHandle<int>> jobs = [];
            foreach (string file in files)
            {
                jobs.Add(await Blocking.SpawnAsync(() => CountLines(file), cancellationToken: token));
            }

            int[] lines = await LitenTask.WhenAll(jobs);
            return lines.Sum();
        });

        Assert.Equal(40, sum);
    }

    [Fact]
    public void A_full_queue_that_refuses()
    {
        using Runtime runtime = Runtime.CreateBuilder().MaxBlockingThreads(1).MaxBlockingQueue(0).Build();
        using var release = new ManualResetEventSlim();
        int order = 7;
        string refused = "";
        runtime.BlockOn(async () =>
        {
            JoinHandle busy = Blocking.Spawn(() => release.Wait());
            try
            {
                _ = Blocking.Spawn(() => Save(order));
            }
            catch (BlockingQueueFullException full)
            {
                Refuse(order, $"{full.MaxBlockingQueue} are waiting already"); // the job does not run
            }

            release.Set();
            await busy;
        });

        Assert.Equal("7: 0 are waiting already", refused);

        void Refuse(int what, string why) => refused = $"{what}: {why}";
        static void Save(int what) => Assert.Fail($"saved {what}");
    }

    [Fact]
    public void A_job_that_needs_async_code() => GuideRuntime.Run(async () =>
    {
        int total = await Blocking.Spawn(() =>
        {
            int counted = Runtime.Current.BlockOn(async () => await CountAsync());
            return counted + 1;
        });

        Assert.Equal(3, total);
        Assert.Throws<InvalidOperationException>(() => Runtime.Current.BlockOn(async () => await CountAsync()));
        Assert.Equal(2, Blocking.InPlace(() => Runtime.Current.BlockOn(async () => await CountAsync())));
    });

    [Fact]
    public void Stopping_a_job() => GuideRuntime.Run(async () =>
    {
        string[] files = [_path];
        using var stop = new CancellationTokenSource();
        JoinHandle<int> scan = Blocking.Spawn(() => Scan(files, stop.Token));
        stop.Cancel();
        JoinResult<int> end = await scan.JoinAsync(); // IsCanceled if Scan has thrown OperationCanceledException

        Assert.True(end.IsCanceled);

        static int Scan(string[] files, CancellationToken stop)
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                _ = CountLines(files[0]);
            }
        }
    });

    [Fact]
    public void What_the_pool_does() => GuideRuntime.Run(async () =>
    {
        await Blocking.Spawn(() => { });
        RuntimeMetrics metrics = Runtime.Current.Metrics;
        Console.WriteLine(
            $"{metrics.BlockingThreads - metrics.IdleBlockingThreads} busy, {metrics.BlockingQueueDepth} waiting, "
            + $"{metrics.RefusedBlockingJobs} refused, {metrics.InPlaceThreads} in place");

        Assert.Equal(0, metrics.RefusedBlockingJobs);
    });

    [Fact]
    public void Defaults_and_refusals_are_as_said()
    {
        var options = new RuntimeOptions();
        Assert.Equal(512, options.MaxBlockingThreads);
        Assert.Equal(int.MaxValue, options.MaxBlockingQueue);
        Assert.Equal(TimeSpan.FromSeconds(10), options.BlockingKeepAlive);
        Assert.Equal(7, Blocking.InPlace(() => 7));
        using var runtime = new Runtime(new RuntimeOptions { CurrentThread = true });
        Assert.Throws<InvalidOperationException>(
            () => runtime.BlockOn(async () => await LitenTask.FromResult(Blocking.InPlace(() => 7))));
    }

    private static int CountLines(string path) => File.ReadAllLines(path).Length;

    private static async LitenTask<int> CountAsync()
    {
        await LitenTask.Yield();
        return 2;
    }
}
