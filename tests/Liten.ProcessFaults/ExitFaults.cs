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
