using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Liten.Tests.Watching;

/// <summary>
/// A runtime whose stalls are collected. What blocks it waits for <see cref="Reported"/>. Its clock stands still until a test waits for a
/// report, so that a slow machine stalls nothing.
/// </summary>
internal sealed class StallRig : IDisposable
{
    /// <summary>By the runtime's clock; but a thread that waits leaves its stack after half of it in real time.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(40);

    private readonly ManualClock? _clock;
    private readonly RuntimeUnderTest _it;

    public StallRig(int workers, Clock? clock = null)
        : this(Runtime.CreateBuilder().WorkerThreads(workers), clock)
    {
    }

    public StallRig(RuntimeBuilder builder, Clock? clock = null)
    {
        builder.StallThreshold(Threshold).OnStall(report =>
        {
            Reports.Enqueue(report);
            Reported.Set();
        });
        _clock = clock is null ? new ManualClock() : null;
        RuntimeUnderTest.OptionsOf(builder).Clock = clock ?? _clock!;
        _it = new RuntimeUnderTest(builder);
    }

    public ConcurrentQueue<StallReport> Reports { get; } = new();

    /// <summary>Set by the first report.</summary>
    public ManualResetEventSlim Reported { get; } = new();

    public Runtime Runtime => _it.Runtime;

    /// <summary>The next report, for which time goes on as soon as the threads are as they shall be.</summary>
    public StallReport NextReport(Func<Turn, bool>? isReady = null)
    {
        if (isReady is not null)
        {
            _it.WaitUntil(() => SchedulerOf(Runtime).Workers.Any(worker => worker.Turn.IsRunning && isReady(worker.Turn)), "a thread that is stuck");
        }

        StallReport? report = null;
        WaitUntil(() => Reports.TryDequeue(out report), "a report");
        return report!;
    }

    /// <summary>Waits while time goes on.</summary>
    public void WaitUntil(Func<bool> condition, string what) => _it.WaitUntil(
        () =>
        {
            _clock?.Advance(Threshold / 8);
            return condition();
        },
        what);

    public T Run<T>(Func<LitenTask<T>> body) => _it.Run(body);

    public void Run(Func<LitenTask> body) => _it.Run(body);

    public T Result<T>(JoinHandle<T> task) => _it.Result(task);

    public void Outcome(JoinHandle task) => Assert.True(_it.Outcome(task).IsSuccess);

    public void OnThread(Action code, string what) => _it.OnThread(code, what);

    /// <summary>How often the clock is read while another runtime sleeps.</summary>
    public long ReadsOfAWhile(CountingClock clock)
    {
        using RuntimeUnderTest other = RuntimeUnderTest.WithWorkers(1);
        long before = clock.Reads;
        other.Run(async () => await Time.Sleep(TimeSpan.FromMilliseconds(60)));
        return clock.Reads - before;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scheduler")]
    private static extern ref RuntimeScheduler SchedulerOf(Runtime runtime);

    public void Dispose()
    {
        Reported.Set();
        _it.Dispose();
        Reported.Dispose();
    }
}
