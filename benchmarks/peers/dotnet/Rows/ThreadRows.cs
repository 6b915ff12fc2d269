using System.Diagnostics;

namespace Liten.Peers;

/// <summary>blocking_handoff, foreign_wake, block_on_empty (runtime_start_stop has no counterpart)</summary>
internal static class ThreadRows
{
    /// <summary>
    /// One operation: a task hands an empty function to a thread that may block, and awaits it. Task.Run would give it to one of
    /// the threads that the tasks need; LongRunning is what .NET has for it.
    /// </summary>
    public static Outcome BlockingHandoff(Run run) => Host.OnWorker(async () =>
    {
        for (long i = 0; i < run.Operations; i++)
        {
            long captured = i;
            Check.Equal(await Task.Factory.StartNew(() => captured, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default), i);
        }
    });

    /// <summary>One operation: from a thread's send until the task that waits for it runs; all workers were parked.</summary>
    public static Outcome ForeignWake(Run run)
    {
        double total = 0;
        for (long i = 0; i < run.Operations; i++)
        {
            var source = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<TimeSpan> task = Task.Run(async () => Stopwatch.GetElapsedTime(await source.Task));
            Thread.Sleep(ForeignThread.Pause);
            source.SetResult(Stopwatch.GetTimestamp());
            total += task.GetAwaiter().GetResult().TotalNanoseconds;
        }

        return new Outcome(total);
    }

    /// <summary>One operation: a thread has a worker run an empty task, and blocks until it has ended.</summary>
    public static Outcome BlockOnEmpty(Run run)
    {
        for (long i = 0; i < run.Operations; i++)
        {
            Task.Run(static async () => { }).GetAwaiter().GetResult();
        }

        return Outcome.Timed;
    }
}
