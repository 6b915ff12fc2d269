using System.Diagnostics;

namespace Liten.Peers;

/// <summary>timer_insert_cancel, sleep_100k, timeout_ready, timeout_yield</summary>
internal static class TimerRows
{
    /// <summary>So many at least, that arming the live set (which is not counted) leaves enough to measure.</summary>
    public const int Armed = 10_000;

    private const int LongestSleep = 50;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_live = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// As many as other timers live, too: arming those brings a collection, which a few operations must not carry alone.
    /// </summary>
    public static long AsManyAsLive(long size) => Math.Max(Armed, size);

    /// <summary>One operation: arm a timer for ten seconds and cancel it, while <c>Size</c> other timers are armed.</summary>
    public static Outcome InsertCancel(Run run)
    {
        TimeSpan took = default;
        Host.OnWorker(async () =>
        {
            var others = new ITimer[run.Size];
            for (int i = 0; i < others.Length; i++)
            {
                others[i] = Arm(s_live + TimeSpan.FromMilliseconds(i % 60_000));
            }

            long start = Stopwatch.GetTimestamp();
            for (long i = 0; i < run.Operations; i++)
            {
                Arm(s_long).Dispose();
            }

            took = Stopwatch.GetElapsedTime(start);
            foreach (ITimer other in others)
            {
                other.Dispose();
            }
        });
        return new Outcome(took.TotalNanoseconds);
    }

    private static ITimer Arm(TimeSpan due) => new Timer(static _ => { }, null, due, Timeout.InfiniteTimeSpan);

    /// <summary>One operation: spawn a task that sleeps 1 to 50 ms, and await it; <c>Size</c> at a time. Counted is the time beyond 50 ms.</summary>
    public static Outcome SleepMany(Run run)
    {
        long rounds = run.Operations / run.Size;
        long start = Stopwatch.GetTimestamp();
        Host.OnWorker(async () =>
        {
            for (long round = 0; round < rounds; round++)
            {
                var tasks = new Task[run.Size];
                for (int i = 0; i < tasks.Length; i++)
                {
                    TimeSpan duration = TimeSpan.FromMilliseconds(1 + (i % LongestSleep));
                    tasks[i] = Task.Run(() => Task.Delay(duration));
                }

                await Task.WhenAll(tasks);
            }
        });
        return new Outcome((Stopwatch.GetElapsedTime(start) - TimeSpan.FromMilliseconds(LongestSleep * rounds)).TotalNanoseconds);
    }

    /// <summary>One operation: a time limit around something that is ready at once.</summary>
    public static Outcome TimeoutReady(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await Ready(i).WaitAsync(s_limit);
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: a time limit around something that yields once.</summary>
    public static Outcome TimeoutYield(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await Yielding(i).WaitAsync(s_limit);
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    private static async Task<long> Ready(long value) => value;

    private static async Task<long> Yielding(long value)
    {
        await Task.Yield();
        return value;
    }
}
