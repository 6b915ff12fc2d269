namespace Liten.Compare.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void NoOptions_MeanEverything()
    {
        var line = CommandLine.Parse([]);
        Assert.Equal(RowCatalog.All, line.Rows);
        Assert.Equal(["dotnet", "tokio", "go"], line.Peers);
        Assert.Equal(11, line.Protocol.Rounds);
    }

    [Fact]
    public void Options_AreUnderstood()
    {
        var line = CommandLine.Parse(["--rows", "oneshot, yield_1", "--peers", "go", "--workers", "3", "--rounds", "5", "--quick", "--json", "a", "--svg", "b", "--markdown", "c"]);
        Assert.Equal(["oneshot", "yield_1"], line.Rows.Select(row => row.Name));
        Assert.Equal(["go"], line.Peers);
        Assert.Equal((3, 5, "a", "b", "c"), (line.Workers, line.Protocol.Rounds, line.Json, line.Svg, line.Markdown));
        Assert.Equal(50, line.Protocol.Window.TotalMilliseconds);
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
