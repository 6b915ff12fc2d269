using System.Diagnostics;

namespace Liten.ProcessFaults.Subject;

/// <summary>Timers and wake-ups in a process that is stopped and continued from outside, until its stdin ends.</summary>
internal static class FrozenProcess
{
    private const int Pairs = 4;
    private const int SleepsOfEach = 50;

    private static long s_armed;
    private static long s_fired;
    private static long s_early;
    private static long s_callbacks;
    private static long s_sent;
    private static long s_received;
    private static volatile bool s_ending;

    public static int Run()
    {
        Runtime runtime = HangWatch.Watch(Runtime.CreateBuilder().WorkerThreads(2));
        JoinHandle sleeps = runtime.Spawn(SleepInRounds);
        JoinHandle[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => runtime.Spawn(PassValues))];
        JoinHandle timers = runtime.Spawn(() => ArmTimers(runtime.TimeProvider));
        Figure.Write("ready", 1);
        _ = Console.In.ReadToEnd();
        s_ending = true;
        runtime.BlockOn(async () => await LitenTask.WhenAll([sleeps, timers, .. pairs]));
        Figure.Write("sleeps", s_armed);
        Figure.Write("woken", s_fired);
        Figure.Write("early", s_early);
        Figure.Write("timers", s_timers.Count);
        Figure.Write("callbacks", s_callbacks);
        Figure.Write("sent", s_sent);
        Figure.Write("received", s_received);
        runtime.Dispose();
        Figure.Write("callbacks-late", Interlocked.Read(ref s_callbacks) - s_timers.Count);
        return 0;
    }

    private static readonly List<ITimer> s_timers = [];

    private static async LitenTask SleepInRounds()
    {
        while (!s_ending)
        {
            await LitenTask.WhenAll(Enumerable.Range(0, SleepsOfEach).Select(static i => LitenTask.Spawn(async () =>
            {
                Interlocked.Increment(ref s_armed);
                long start = Stopwatch.GetTimestamp();
                TimeSpan duration = TimeSpan.FromMilliseconds(i);
                await Time.Sleep(duration);
                Interlocked.Increment(ref s_fired);
                if (Stopwatch.GetElapsedTime(start) < duration)
                {
                    Interlocked.Increment(ref s_early);
                }
            })).ToArray());
        }
    }

    private static async LitenTask PassValues()
    {
        while (!s_ending)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            JoinHandle<int> waiting = LitenTask.Spawn(async () => await receiver);
            await LitenTask.Yield();
            Interlocked.Increment(ref s_sent);
            sender.TrySend(1);
            Interlocked.Add(ref s_received, await waiting);
            await Time.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>One-shot timers of the provider: each must call back once, however many were due at the same moment.</summary>
    private static async LitenTask ArmTimers(TimeProvider provider)
    {
        while (!s_ending)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            s_timers.Add(provider.CreateTimer(
                _ =>
                {
                    Interlocked.Increment(ref s_callbacks);
                    sender.TrySend(1);
                },
                null,
                TimeSpan.FromMilliseconds(20),
                Timeout.InfiniteTimeSpan));
            await receiver;
        }
    }
}
