namespace Liten.ProcessFaults;

/// <summary>The soak program's mixed load, with its balanced books, in processes that are set up as few programs are. Tests that program as well.</summary>
public class MixedLoadFaults
{
    private const string ShortRun = "0.05"; // Minutes.

    [LinuxFact("taskset")]
    public void Load_OnOneProcessor_LosesNothing() => Run("taskset", new SubjectStart(SubjectStart.Soak) { OnOneProcessor = true });

    [Theory]
    [InlineData("DOTNET_gcServer", "1")]
    [InlineData("DOTNET_GCgen0size", "0x40000")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    [InlineData("DOTNET_PROCESSOR_COUNT", "1")]
    public void Load_UnderASetting_LosesNothing(string name, string value)
        => Run(name["DOTNET_".Length..].ToLowerInvariant().Replace('_', '-'), new SubjectStart(SubjectStart.Soak) { Settings = [(name, value)] });

    [LinuxFact("SIGINT")]
    public void Soak_Interrupted_EndsWithTheVerdictSoFar()
    {
        using SubjectProcess soak = SubjectProcess.Start(new SubjectStart(SubjectStart.Soak, "--hours", "1"));
        soak.WaitUntilReady();
        soak.Signal("INT");
        soak.AssertEnds(0);

        Assert.Matches("(?m)^PASSED: [0-9,]+ operations in .* s, seed [0-9]+, interrupted$", soak.Output);
    }

    [Theory]
    [InlineData("--minutes needs a number above 0 and up to 525600, not 'soon'", "--minutes", "soon")]
    [InlineData("--minutes needs a number above 0 and up to 525600, not 'NaN'", "--minutes", "NaN")]
    [InlineData("--hours needs a number above 0 and up to 8760, not '0'", "--hours", "0")]
    [InlineData("--hours needs a value", "--hours")]
    [InlineData("the duration is given twice", "--hours", "1", "--minutes", "1")]
    [InlineData("--seed needs a whole number, not '1.5'", "--seed", "1.5")]
    [InlineData("unknown argument 'fast'", "fast")]
    public void Soak_WithWrongArguments_SaysWhichInOneLine(string problem, params string[] arguments)
    {
        SubjectProcess soak = SubjectProcess.Run(new SubjectStart(SubjectStart.Soak, arguments), exitCode: 2);

        Assert.Equal($"soak: {problem}; --help shows the usage\n", soak.Output);
    }

    private static void Run(string id, SubjectStart start)
    {
        string json = Path.GetTempFileName();
        try
        {
            SubjectProcess soak = SubjectProcess.Run(start with { Arguments = ["--minutes", ShortRun, "--json", json] });
            SoakFigures figures = SoakFigures.Read(json);

            Assert.True(figures.HasPassed && figures.AllOperations > 0, soak.Output);
            Assert.Equal(figures.Spawned, figures.Completed + figures.Faulted + figures.Aborted);
            Facts.Report(
                "process", $"mixed-load.{id}",
                ("ops", figures.AllOperations),
                ("spawned", figures.Spawned),
                ("completed", figures.Completed),
                ("faulted", figures.Faulted),
                ("aborted", figures.Aborted),
                ("lost", 0),
                ("seed", figures.Seed),
                ("seconds", figures.Seconds));
        }
        finally
        {
            File.Delete(json);
        }
    }
}
