namespace Liten.ProcessFaults;

public class ThreadFaults
{
    /// <summary>KiB of address space: enough for .NET itself and about five stacks of 64 MiB.</summary>
    private const int Scarce = 2_500_000;

    [LinuxFact("ulimit -v")]
    public void Build_WhenTheSystemHasNoThreadToGive_ThrowsAndLeavesNothing()
    {
        SubjectProcess subject = SubjectProcess.Run(WithFewThreads("threads-at-build"));

        subject.AssertFigures(("refused", subject.Figure("attempts")), ("stopped", subject.Figure("started")), ("threads-left", 0), ("later", 1));
        Assert.True(subject.Figure("started") > 0, "no thread could be started at all, which is another case");
        subject.Report("thread-creation.build", "attempts", "refused", "started", "stopped", "threads-left");
    }

    [LinuxFact("ulimit -v")]
    public void BlockingPool_WhenTheSystemHasNoThreadToGive_QueuesTheJobs()
    {
        SubjectProcess subject = SubjectProcess.Run(WithFewThreads("threads-at-growth"));

        subject.AssertFigures(("ran", subject.Figure("jobs")), ("queued", subject.Figure("jobs") - subject.Figure("threads")));
        Assert.True(subject.Figure("queued") > 0, "every job got a thread, so none could not be created");
        subject.Report("thread-creation.blocking-pool", "jobs", "ran", "threads", "queued");
    }

    [Fact]
    public void Threads_RefusedOneByOne_AreRefusedOrDoneWithout()
    {
        SubjectProcess subject = SubjectProcess.Run("threads-refused");

        subject.AssertFigures(("refused", subject.Figure("builds")), ("ran", subject.Figure("jobs")), ("shut-down", 1), ("threads-left", 0));
        subject.Report("thread-creation.injected", "builds", "refused", "jobs", "ran", "threads-left");
    }

    [Fact]
    public void Interrupt_OfAWorker_HurtsOnlyABlockingCall()
    {
        SubjectProcess subject = SubjectProcess.Run("interrupt");

        subject.AssertFigures(
            ("worked", subject.Figure("rounds")),
            ("parker-interrupted", subject.Figure("rounds")),
            ("next-one-unharmed", 1));
        if (OperatingSystem.IsLinux())
        {
            // Elsewhere a worker may have slept since, which uses the interrupt up.
            subject.AssertFigures(("blocking-call-interrupted", 1));
        }

        subject.Report("thread-interrupt", "rounds", "worked", "parker-interrupted");
    }

    private static SubjectStart WithFewThreads(string scenario) => new(SubjectStart.Scenarios, scenario)
    {
        AddressSpace = Scarce,

        // .NET would otherwise reserve more than the limit for its heap.
        Settings = [("DOTNET_GCHeapHardLimit", "0x8000000")],
    };
}
