namespace Liten.Compare.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void NoOptions_MeanEverything()
    {
        var line = CommandLine.Parse([]);
        Assert.Equal(RowCatalog.All, line.Rows);
        Assert.Equal(["dotnet", "tokio", "go"], line.Peers);
        Assert.Equal([SettingCatalog.Quiet], line.Settings);
        Assert.Equal(11, line.ProtocolIn(SettingCatalog.Quiet).Rounds);
        Assert.Null(line.Machine);
    }

    [Fact]
    public void Options_AreUnderstood()
    {
        var line = CommandLine.Parse(["--rows", "oneshot, yield_1", "--peers", "go", "--workers", "3", "--rounds", "5", "--quick", "--json", "a", "--svg", "b", "--markdown", "c"]);
        Assert.Equal(["oneshot", "yield_1"], line.Rows.Select(row => row.Name));
        Assert.Equal(["go"], line.Peers);
        Protocol protocol = line.ProtocolIn(SettingCatalog.Quiet);
        Assert.Equal((3, 5, "a", "b", "c"), (line.Workers, protocol.Rounds, line.Json, line.Svg, line.Markdown));
        Assert.Equal(50, protocol.Window.TotalMilliseconds);
    }

    [Fact]
    public void Settings_AreThoseAskedFor()
    {
        Assert.Equal(["busy", "cold"], CommandLine.Parse(["--setting", "busy, cold"]).Settings.Select(setting => setting.Name));
        Assert.Equal(SettingCatalog.All, CommandLine.Parse(["--all-settings"]).Settings);
        Assert.Equal("my box", CommandLine.Parse(["--machine", "my box"]).Machine);
    }

    [Fact]
    public void Rows_OfASetting_AreThoseThatBelongToIt()
    {
        var line = CommandLine.Parse(["--all-settings", "--rows", "oneshot,hello,memory_per_task"]);
        Assert.Equal(
            ["oneshot memory_per_task", "oneshot", "oneshot", "oneshot hello"],
            line.Settings.Select(setting => string.Join(' ', line.RowsIn(setting).Select(row => row.Name))));
    }

    [Theory]
    [InlineData("there is no setting 'noisy'; choose from: quiet, one-cpu, busy, cold", "--setting", "quiet,noisy")]
    [InlineData("row 'hello' is not measured in the setting quiet; add --setting cold", "--rows", "oneshot,hello")]
    [InlineData("row 'memory_per_task' is not measured in the setting busy, cold; add --setting quiet", "--rows", "memory_per_task", "--setting", "busy,cold")]
    [InlineData("curves are measured in the setting quiet; add it: --setting quiet,cold", "--curves", "--setting", "cold")]
    [InlineData("--machine takes a name without <, >, -- and line breaks, not 'a b'", "--machine", "a-->b")]
    public void SettingsThatCannotBe_AreRefusedWithTheWayOut(string expected, params string[] args)
        => Assert.StartsWith(expected, Assert.Throws<UsageException>(() => CommandLine.Parse(args)).Message, StringComparison.Ordinal);

    [Fact]
    public void Usage_NamesEachSettingAndRow()
    {
        Assert.All(SettingCatalog.All, setting => Assert.Contains(setting.Says, Usage.Text, StringComparison.Ordinal));
        Assert.Contains(RowCatalog.Names, Usage.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no row 'nope'; choose from: spawn_local, ", "--rows", "oneshot,nope")]
    [InlineData("there is no row ''; choose from: spawn_local, ", "--rows", "")]
    [InlineData("there is no peer 'java'; choose from: dotnet, tokio, go", "--peers", "java")]
    [InlineData("--rounds takes a number from 1 to 10000, not '0'", "--rounds", "0")]
    [InlineData("--workers takes a number from 1 to 256, not '1e9'", "--workers", "1e9")]
    [InlineData("--json needs a value; usage: ", "--json")]
    [InlineData("there is no option 'oneshot'; usage: ", "oneshot")]
    public void WrongOptions_AreRefusedInOneLineWithTheChoices(string expected, params string[] args)
    {
        UsageException error = Assert.Throws<UsageException>(() => CommandLine.Parse(args));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
