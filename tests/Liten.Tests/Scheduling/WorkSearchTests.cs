namespace Liten.Tests.Scheduling;

/// <summary>What a worker's search does with the entries of tasks that were begun ahead of them.</summary>
public class WorkSearchTests
{
    /// <summary>So many are worth a look at a full ring.</summary>
    private const int Enough = 64;

    [Fact]
    public void PushLast_IntoAFullRing_DropsTheEntriesOfTasksThatHaveBegun() => Patience.OnThread(static () =>
    {
        using var runtime = new ListScheduler();
        (WorkSearch search, InjectionQueue<WorkItem> injection) = Filled(runtime, ahead: Enough);

        bool needsHelp = search.PushLast(runtime.Spawn(static () => default(LitenTask)));

        Assert.True(needsHelp, "a helper may have found the ring empty while it was cleared");
        Assert.Equal(WorkStealingQueue<WorkItem>.DefaultCapacity - Enough + 1, search.LocalCount);
        Assert.True(injection.IsEmpty);
        while (search.Next() is { } item)
        {
            Assert.False(item.TakeStale());
        }
    });

    [Fact]
    public void PushLast_WithFewSuchEntries_MovesHalfOfTheRingOut() => Patience.OnThread(static () =>
    {
        using var runtime = new ListScheduler();
        (WorkSearch search, InjectionQueue<WorkItem> injection) = Filled(runtime, ahead: Enough - 1);

        Assert.True(search.PushLast(runtime.Spawn(static () => default(LitenTask))));

        Assert.Equal(WorkStealingQueue<WorkItem>.DefaultCapacity / 2, search.LocalCount);
        Assert.False(injection.IsEmpty);
    });

    /// <summary>A full ring of tasks, the first of which have been begun ahead.</summary>
    private static (WorkSearch Search, InjectionQueue<WorkItem> Injection) Filled(ListScheduler runtime, int ahead)
    {
        var injection = new InjectionQueue<WorkItem>();
        var clock = new ManualClock(1);
        Turn thread = Turn.Current!;
        var search = new WorkSearch(injection, new TimerDriver(clock, static () => { }), clock, thread, seed: 1);
        JoinHandle[] tasks = [.. Enumerable.Range(0, WorkStealingQueue<WorkItem>.DefaultCapacity).Select(_ => runtime.Spawn(static () => default(LitenTask)))];
        foreach (JoinHandle task in tasks)
        {
            search.PushLast(task);
        }

        foreach (JoinHandle task in tasks.Take(ahead))
        {
            WorkItem.ContinueToEnd(search.RunAhead(task, thread), thread);
            Assert.True(task.IsCompleted);
        }

        return (search, injection);
    }
}
