namespace Liten.ProcessFaults;

/// <summary>What happens around a runtime: a ThreadPool without threads, a process that is stopped, runtimes by the thousand.</summary>
public class SurroundingFaults
{
    /// <summary>Bytes per runtime; a thread, a timer or a queue that stayed behind would be more. Shrinks with the count's reciprocal.</summary>
    private const double MostGrowth = 100;
    private const double MostResidentGrowth = 1024;

    [Fact]
    public void ThreadPool_WithAllItsThreadsBlocked_HoldsNothingUp()
    {
        SubjectProcess subject = SubjectProcess.Run("starved-pool");

        subject.AssertFigures(
            ("probe-ran-meanwhile", 0),
            ("sleeps", 200),
            ("wakes", 2_000),
            ("provider-timers", 2),
            ("blocking-jobs", 1),
            ("metrics-balance", 0),
            ("aborted-in-order", 200),
            ("callbacks", 300),
            ("shut-down", 1),
            ("sleeper-ended", 1),
            ("shut-down-in-order", 1),
            ("shut-down-async", 1));
        subject.Report("starved-thread-pool", "pool-threads-blocked", "sleeps", "wakes");
    }

    [Fact]
    public void Runtimes_TenThousandMadeUsedAndDisposed_LeaveNothing()
    {
        SubjectProcess subject = SubjectProcess.Run("churn");

        double runtimes = subject.Figure("runtimes");
        subject.AssertFigures(("used", runtimes), ("runtime-threads-left", 0), ("open-files-growth", 0));
        Assert.True(subject.Figure("managed-growth-bytes") / runtimes < MostGrowth, subject.Output);
        Assert.True(subject.Figure("resident-slope-at-least") < MostResidentGrowth, subject.Output);
        subject.Report(
            "churn", "runtimes", "runtime-threads-left", "threads-growth", "open-files-growth", "managed-growth-bytes", "resident-slope-bytes-per-runtime", "microseconds-each");
    }

    [LinuxFact("SIGSTOP")]
    public void Process_StoppedAndContinued_LosesNoWakeUpAndFiresEachTimerOnce()
    {
        const int Stops = 5;
        using SubjectProcess subject = SubjectProcess.Start(new SubjectStart(SubjectStart.Scenarios, "frozen"));
        subject.WaitUntilReady();
        subject.Freeze(Stops);
        subject.EndInput();
        subject.AssertEnds(0);

        subject.AssertFigures(
            ("woken", subject.Figure("sleeps")),
            ("early", 0),
            ("callbacks", subject.Figure("timers")),
            ("callbacks-late", 0),
            ("received", subject.Figure("sent")));
        Facts.Report("process", "stopped-and-continued", ("stops", Stops), ("sleeps", subject.Figure("sleeps")), ("timers", subject.Figure("timers")), ("lost", 0));
    }
}
