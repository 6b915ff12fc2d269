using System.Diagnostics;

namespace Liten.Peers;

/// <summary>blocking_handoff, foreign_wake, block_on_empty, runtime_start_stop</summary>
internal static class ThreadRows
{
    /// <summary>One operation: a task hands an empty function to a thread that may block, and awaits it.</summary>
    public static Outcome BlockingHandoff(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            long captured = i;
            Check.Equal(await Blocking.Spawn(() => captured), i);
        }
    });

    /// <summary>One operation: from a thread's send until the task that waits for it runs; all workers were parked.</summary>
    public static Outcome ForeignWake(Run run)
    {
        double total = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            (OneshotSender<long> sender, OneshotReceiver<long> receiver) = Oneshot.Create<long>();
            JoinHandle<TimeSpan> task = Host.Runtime.Spawn(async () => Stopwatch.GetElapsedTime(await receiver));
            Thread.Sleep(ForeignThread.Pause);
            sender.TrySend(Stopwatch.GetTimestamp());
            total += task.AsTask().GetAwaiter().GetResult().TotalNanoseconds;
        }

        return new Outcome(total);
    }

    /// <summary>One operation: a thread has a worker run an empty task, and blocks until it has ended.</summary>
    public static Outcome BlockOnEmpty(Run run)
    {
        for (long i = 0; i < run.Operations; i++)
        {
            Host.Runtime.BlockOn(static async () => { });
        }

        return Outcome.Timed;
    }

    /// <summary>One operation: build a runtime, run one empty task on a worker, shut down.</summary>
    public static Outcome RuntimeStartStop(Run run)
    {
        for (long i = 0; i < run.Operations; i++)
        {
            using Runtime runtime = Host.Build(run.Workers);
            runtime.BlockOn(static async () => { });
        }

        return Outcome.Timed;
    }
}
