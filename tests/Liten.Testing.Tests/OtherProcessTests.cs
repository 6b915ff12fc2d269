namespace Liten.Testing.Tests;

/// <summary>A failure is the same in another process, and what the environment says holds there.</summary>
public sealed class OtherProcessTests
{
    [Fact]
    public void AThousandLines_FailTheSameInAnotherProcess()
    {
        string lines = SubjectProcess.Run("find 1000");
        Assert.Equal(1000, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("passed", lines);
        Assert.Equal("1000 of 1000 again", SubjectProcess.Run("replay", lines).Trim());
        Facts.Report("replay", "lines-in-another-process", ("lines", 1000), ("failures", 0));
    }

    [Fact]
    public void Seed_FollowsFromTheTest_UnlessTheEnvironmentNamesOne()
    {
        string own = SubjectProcess.Run("explore mended LostUpdate");
        Assert.Equal(own, SubjectProcess.Run("explore mended LostUpdate"));
        Assert.Equal("passed, seed 17", Explored("LITEN_SEED", "17"));

        string drawn = Explored("LITEN_SEED", "random");
        Assert.StartsWith("passed, seed ", drawn);
        Assert.NotEqual(drawn, Explored("LITEN_SEED", "random"));
    }

    [Fact]
    public void WrongSeed_IsRefusedWithTheWayOut()
        => Assert.Equal(
            "refused: LITEN_SEED is \"tomorrow\"; it must be a number, or \"random\".",
            Explored("LITEN_SEED", "tomorrow"));

    [Fact]
    public void ReplayOfTheEnvironment_IsRunFirst()
    {
        string found = SubjectProcess.Run("explore broken LostUpdate").Trim();
        string line = found[found.IndexOf("lt1:", StringComparison.Ordinal)..];
        string again = SubjectProcess.Run("explore broken LostUpdate", variable: "LITEN_REPLAY", value: line).Trim();
        Assert.Equal($"failed, schedule 0, {line}", again);
    }

    [Fact]
    public void ReplayOfTheEnvironment_ThatPasses_IsFollowedByTheExploration()
        => Assert.StartsWith("passed, seed ", Explored("LITEN_REPLAY", "lt1:00000000:"));

    [Fact]
    public void WrongReplayOfTheEnvironment_IsRefused()
        => Assert.StartsWith("refused: \"lt9:1:\" is no replay string.", Explored("LITEN_REPLAY", "lt9:1:"));

    private static string Explored(string variable, string value)
        => SubjectProcess.Run("explore mended LostUpdate", variable: variable, value: value).Trim();
}
