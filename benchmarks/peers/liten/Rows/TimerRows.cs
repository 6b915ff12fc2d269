using System.Diagnostics;
using Limit = Liten.Time;

namespace Liten.Peers;

/// <summary>timer_insert_cancel, delay_queue, sleep_100k, timeout_ready, timeout_yield</summary>
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

    /// <summary>One operation: insert an item into a queue that has <c>Size</c> others, and remove it.</summary>
    public static Outcome DelayQueue(Run run)
    {
        TimeSpan took = default;
        Host.OnWorker(async () =>
        {
            var queue = new DelayQueue<long>();
            for (long i = 0; i < run.Size; i++)
            {
                queue.Insert(i, s_live + TimeSpan.FromMilliseconds(i % 60_000));
            }

            long sum = 0;
            long start = Stopwatch.GetTimestamp();
            for (long i = 0; i < run.Operations; i++)
            {
                queue.Remove(queue.Insert(i, s_long), out long item);
                sum += item;
            }

            took = Stopwatch.GetElapsedTime(start);
            queue.Clear();
            Check.Equal(sum, Check.SumBelow(run.Operations));
        });
        return new Outcome(took.TotalNanoseconds);
    }

    private static ITimer Arm(TimeSpan due) => Host.Runtime.TimeProvider.CreateTimer(static _ => { }, null, due, Timeout.InfiniteTimeSpan);

    /// <summary>One operation: spawn a task that sleeps 1 to 50 ms, and await it; <c>Size</c> at a time. Counted is the time beyond 50 ms.</summary>
    public static Outcome SleepMany(Run run)
    {
        long rounds = run.Operations / run.Size;
        long start = Stopwatch.GetTimestamp();
        Host.OnWorker(async () =>
        {
            for (long round = 0; round < rounds; round++)
            {
                var handles = new JoinHandle[run.Size];
                for (int i = 0; i < handles.Length; i++)
                {
                    TimeSpan duration = TimeSpan.FromMilliseconds(1 + (i % LongestSleep));
                    handles[i] = LitenTask.Spawn(async () => await Time.Sleep(duration));
                }

                await LitenTask.WhenAll(handles);
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
            sum += await Limit.Timeout(s_limit, i, static async (number, _) => number);
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });

    /// <summary>One operation: a time limit around something that yields once.</summary>
    public static Outcome TimeoutYield(Run run) => Host.OnWorker(async () =>
    {
        long sum = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            sum += await Limit.Timeout(s_limit, i, static async (number, _) =>
            {
                await LitenTask.Yield();
                return number;
            });
        }

        Check.Equal(sum, Check.SumBelow(run.Operations));
    });
}
