using Xunit.Sdk;

namespace Liten.ProcessFaults;

public class SubjectProcessTests
{
    [Fact]
    public void Run_OfAHangingScenario_FailsWithWhatItPrintedAndADumpOfItsRuntimes()
    {
        var start = new SubjectStart(SubjectStart.Scenarios, "hang") { Settings = [("LITEN_HANG_SECONDS", "1")] };

        TrueException failure = Assert.Throws<TrueException>(() => SubjectProcess.Run(start));

        Assert.Contains("begun=1", failure.Message);
        Assert.Contains("hung: no progress for 1 s", failure.Message);
        Assert.Contains("Liten runtime hangs: running", failure.Message);
        Assert.Contains("hangs-0", failure.Message);
        Assert.Contains("1 x Hang.cs:", failure.Message);
    }

    [Fact]
    public void Run_OfAnUnknownScenario_FailsWithTheExitCode()
    {
        TrueException failure = Assert.Throws<TrueException>(() => SubjectProcess.Run("no-such-scenario"));

        Assert.Contains("exit code 2 instead of 0", failure.Message);
    }
}
