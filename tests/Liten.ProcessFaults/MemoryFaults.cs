namespace Liten.ProcessFaults;

public class MemoryFaults
{
    [Fact]
    public void RunawaySpawn_WithMaxTasks_IsRejected()
    {
        SubjectProcess subject = SubjectProcess.Run(WithLittleMemory("memory-max-tasks"));

        subject.AssertFigures(("spawned", 20_000), ("rejected", 1_000), ("aborted", 20_000), ("later", 1));
        subject.Report("memory.max-tasks", "spawned", "rejected", "aborted");
    }

    [Fact]
    public void RunawaySpawn_UntilMemoryIsFull_ThrowsToTheSpawnerAndLosesNoTask()
    {
        SubjectProcess subject = SubjectProcess.Run(WithLittleMemory("memory-queued"));

        for (int round = 1; round <= 3; round++)
        {
            subject.AssertFigures(($"ran-{round}", subject.Figure($"spawned-{round}")));
        }

        subject.AssertFigures(("later", 1));
        subject.Report("memory.out-of-memory", "spawned-1", "ran-1", "spawned-2", "ran-2", "spawned-3", "ran-3");
    }

    [Fact]
    public void RunawaySpawn_WithoutAnyOption_MeetsTheRoughLimitBeforeTheMemoryIsFull()
    {
        SubjectProcess subject = SubjectProcess.Run(new SubjectStart(SubjectStart.Scenarios, "memory-runaway")
        {
            // 1 GiB, so the limit is one task for each of its KiB.
            Settings = [("DOTNET_GCHeapHardLimit", "0x40000000"), ("DOTNET_gcConcurrent", "0")],
        });

        const int Limit = 1024 * 1024;
        subject.AssertFigures(("limited-on-worker", 1), ("limit", Limit), ("later", 1));

        // Each of the two workers and the threads outside may pass it by what they take before they look again.
        Assert.InRange(subject.Figure("alive"), Limit, Limit + (3 * 64 * 256));
        subject.Report("memory.runaway", "alive");
    }

    [Fact]
    public void Burst_OfAMillionTasksHasEnded_MemoryIsBackNearTheBaseLine()
    {
        SubjectProcess subject = SubjectProcess.Run(new SubjectStart(SubjectStart.Scenarios, "memory-burst")
        {
            Settings = [("DOTNET_gcConcurrent", "0")],
        });

        Assert.InRange(subject.Figure("after"), 0, (subject.Figure("before") * 12 / 10) + (4 * 1024 * 1024));
        subject.Report("memory.burst", "before", "peak", "after");
    }

    private static SubjectStart WithLittleMemory(string scenario) => new(SubjectStart.Scenarios, scenario)
    {
        // Not concurrent: while a collection is under way in the background, .NET finds no memory where there is some.
        Settings = [("DOTNET_GCHeapHardLimit", "0x4000000"), ("DOTNET_gcConcurrent", "0")],
    };
}
