namespace Liten.ProcessFaults;

/// <summary>A process ends promptly, with the code it wants, whatever its runtimes are doing.</summary>
public class ExitFaults
{
    [Theory]
    [InlineData("exit-return", 7)]
    [InlineData("exit-environment", 8)]
    [InlineData("exit-on-worker", 9)]
    [InlineData("exit-in-job", 10)]
    public void Process_EndsWithWorkInFlight_HasItsExitCode(string scenario, int exitCode)
    {
        SubjectProcess subject = SubjectProcess.Run(new SubjectStart(SubjectStart.Scenarios, scenario), exitCode);

        Assert.True(subject.Figure("alive") > 1_000, subject.Output);
        subject.Report(scenario, "alive");
    }

    [LinuxTheory("exit codes of signals")]
    [InlineData("exit-unhandled")]
    [InlineData("exit-unhandled-thread")]
    public void Process_EndsByAnUnhandledExceptionWithWorkInFlight_SaysWhich(string scenario)
    {
        SubjectProcess subject = SubjectProcess.Run(
            new SubjectStart(SubjectStart.Scenarios, scenario) { Settings = [("DOTNET_DbgEnableMiniDump", "0")] }, SubjectProcess.Aborted);

        Assert.Contains("unhandled on purpose", subject.Output);
        subject.Report(scenario, "alive");
    }

    [Theory]
    [InlineData("dispose-in-process-exit", 20)]
    [InlineData("dispose-in-unloading", 21)]
    [InlineData("dispose-async", 22)]
    [InlineData("dispose-current-thread", 23)]
    [InlineData("dispose-while-main-does", 24)]
    [InlineData("dispose-async-while-main-does", 25)]
    public void Dispose_WhileTheProcessEndsAndAJobNeverReturns_ReturnsAndKeepsTheExitCode(string scenario, int exitCode)
    {
        SubjectProcess subject = SubjectProcess.Run(scenario, exitCode);

        subject.AssertFigures(("disposed", 1));
        subject.Report(scenario, "disposed");
    }

    [LinuxTheory("exit codes of signals")]
    [InlineData("dispose-in-unhandled")]
    public void Dispose_AfterAnUnhandledExceptionAndAJobNeverReturns_Returns(string scenario)
    {
        SubjectProcess subject = SubjectProcess.Run(
            new SubjectStart(SubjectStart.Scenarios, scenario) { Settings = [("DOTNET_DbgEnableMiniDump", "0")] }, SubjectProcess.Aborted);

        subject.AssertFigures(("disposed", 1));
        Assert.Contains("unhandled on purpose", subject.Output);
        subject.Report(scenario, "disposed");
    }

    [LinuxFact("SIGTERM")]
    public void Dispose_AfterASignalAndAJobNeverReturns_Returns()
    {
        using SubjectProcess subject = SubjectProcess.Start(new SubjectStart(SubjectStart.Scenarios, "dispose-by-signal"));
        subject.WaitUntilReady();
        subject.Signal("TERM");
        subject.AssertEnds(27);

        subject.AssertFigures(("disposed", 1));
        subject.Report("dispose-by-signal", "disposed");
    }

    [Fact]
    public void Exit_InsideAUsing_DoesNotWaitForTheRuntime() => SubjectProcess.Run("dispose-by-using", 26);

    [Fact]
    public void Runtimes_NeverDisposed_DoNotKeepTheProcess()
    {
        SubjectProcess subject = SubjectProcess.Run("abandoned");

        Assert.Equal(20, subject.Figure("runtimes"));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(60, subject.Figure("threads")); // Two workers and a blocking thread of each.
        }

        subject.Report("abandoned", "runtimes", "threads");
    }
}
