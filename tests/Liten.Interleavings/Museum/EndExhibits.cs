namespace Liten.Interleavings;

/// <summary>Bugs of shutdown and of the blocking pool, whose threads end all the time.</summary>
internal static class EndExhibits
{
    private const string Roster = "Blocking/BlockingRoster.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "shutdown.spawn-overlooked",
            "Liten 1268838: a spawn that raced with the shutdown was not on its list of the living, and its task began after the runtime had closed.",
            "shutdown.close-against-spawn",
            "Tasks/SpawnedTask.cs",
            """
                    if (Host.IsClosing)
                    {
                        // Queued,
            """,
            """
                    if (Host is null)
                    {
                        // Queued,
            """),
        new(
            "shutdown.spawner-does-not-look-again",
            "The other half of it: a spawner that does not look for a shutdown after it has queued its task leaves a handle open for ever.",
            "current-thread.spawn-by-the-driver-against-close",
            "Tasks/SpawnedTask.cs",
            "if (!queued || Host.IsClosing)",
            "if (!queued)"),
        new(
            "shutdown.flag-before-queues",
            "Liten 93d8d8f: workers were told to stop before the injection queues were closed. What was accepted in between never ran.",
            "shutdown.stop-against-inject",
            "Scheduling/MultiThreadScheduler.cs",
            """
                    Array.ForEach(_workers, static worker => worker.Injection.Close());
                    _stopping.TrySet();
            """,
            """
                    _stopping.TrySet();
                    Array.ForEach(_workers, static worker => worker.Injection.Close());
            """),
        new(
            "blocking.claimed-thread-stays-idle",
            "tokio#8056: the count of idle threads included one that had been claimed for a job already. The next job neither woke a thread nor started one.",
            "blocking.spawn-against-keep-alive",
            Roster,
            """
                    if (_idle.TryRemoveLast(out thread))
                    {
            """,
            """
                    if (_idle.TryRemoveLast(out thread))
                    {
                        _idle.AddLast(thread);
            """),
        new(
            "blocking.counted-off-twice",
            "tokio#7922: a thread that was dismissed by the shutdown while its keep-alive ran out was taken off the count twice.",
            "blocking.close-against-keep-alive",
            Roster,
            """
                    if (!thread.IsDismissed)
                    {
                        _idle.Remove(thread);
                        _threads--;
                    }
            """,
            """
                    if (!thread.IsDismissed)
                    {
                        _idle.Remove(thread);
                    }

                    _threads--;
            """),
        new(
            "blocking.job-queued-past-an-idle-thread",
            "tokio#8056, the other side of it: a thread goes to rest without a last look at the queue, and the job that was queued meanwhile waits for ever.",
            "blocking.two-spawners-at-the-maximum",
            Roster,
            """
                    if (_queue.TryRemoveFirst(out IBlockingJob? job))
                    {
                        thread.Job = job;
                        return Step.Run;
                    }

                    _idle.AddLast(thread);
            """,
            """
                    _idle.AddLast(thread);
            """),
    ];
}
