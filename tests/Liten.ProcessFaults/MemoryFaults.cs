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

    private static SubjectStart WithLittleMemory(string scenario) => new(SubjectStart.Scenarios, scenario)
    {
        // Not concurrent: while a collection is under way in the background, .NET finds no memory where there is some.
        Settings = [("DOTNET_GCHeapHardLimit", "0x4000000"), ("DOTNET_gcConcurrent", "0")],
    };
}
