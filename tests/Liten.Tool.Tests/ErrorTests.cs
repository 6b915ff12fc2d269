using System.Globalization;

namespace Liten.Tool.Tests;

/// <summary>What cannot be had is refused with the reason and the way out, and an exit code.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("dump")]
    [InlineData("stack")]
    [InlineData("trace")]
    public void NoSuchProcess(string command)
        => ToolRun.Of(command, "2147483647").AssertFails(1, "There is no process 2147483647. `dotnet liten ps` lists");

    [Theory]
    [InlineData("dump")]
    [InlineData("stack")]
    [InlineData("trace")]
    public void NoLitenInIt(string command)
    {
        using Subject subject = Subject.In("plain");

        ToolRun.Of(command, Text(subject)).AssertFails(1, "has no Liten in it. `dotnet liten ps` lists");
    }

    [Theory]
    [InlineData("dump", "There is no runtime of Liten in the memory of process")]
    [InlineData("stack", "has Liten in it, but no runtime that answers")]
    [InlineData("trace", "has Liten in it, but no runtime that answers")]
    public void NoRuntimeInIt(string command, string because)
    {
        using Subject subject = Subject.In("unused");

        ToolRun.Of(command, Text(subject)).AssertFails(1, because);
    }

    [Fact]
    public void NoNetProcess()
    {
        using Subject subject = Subject.OfNoNet();

        ToolRun.Of("dump", Text(subject)).AssertFails(1, "(sleep) is no .NET process");
    }

    [Fact]
    public void NoCoreFile()
    {
        using var file = new TemporaryFile("core");
        File.WriteAllText(file.Path, "Nothing of the kind.");

        ToolRun.Of("dump", file.Path).AssertFails(1, "cannot be read as a core file");
        ToolRun.Of("dump", "/no/such/file").AssertFails(1, "There is no file /no/such/file, and it is no number of a process");
    }

    [Fact]
    public void FileThatCannotBeWritten()
    {
        using Subject subject = Subject.In("deadlock");

        ToolRun.Of("trace", Text(subject), "-d", "0.1", "-o", "/no/such/folder/file.json")
            .AssertFails(1, "/no/such/folder/file.json cannot be written");
    }

    [Theory]
    [InlineData("Required command was not provided", "dotnet liten --help")]
    [InlineData("Required argument missing", "dotnet liten stack --help", "stack")]
    [InlineData("Cannot parse argument 'first'", "dotnet liten stack --help", "stack", "first")]
    [InlineData("--duration must be more than 0 and at most 3600 seconds", "dotnet liten trace --help", "trace", "1", "-d", "0")]
    [InlineData("Unrecognized command or argument", "dotnet liten ps --help", "ps", "twice")]
    public void WrongCommandLine(string because, string help, params string[] arguments)
    {
        ToolRun run = ToolRun.Of(arguments);

        run.AssertFails(2, because);
        Assert.Contains($"Try: {help}", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true, null, "me", null, "There is no process 7.")]
    [InlineData("app", false, "you", "me", true, "belongs to you, and you are me: .NET answers its own user only. Try: sudo -u you")]
    [InlineData("app", true, "you", "me", true, "belongs to you")]
    [InlineData("app", false, "me", "me", false, "is no .NET process")]
    [InlineData("app", false, "me", "me", true, "DOTNET_EnableDiagnostics=0")]
    [InlineData("app", false, null, "me", null, "has no diagnostics port")]
    [InlineData("app", true, "me", "me", true, null)]
    [InlineData("app", true, "you", "root", true, null)]
    public void WhyAProcessCannotBeAsked(string? name, bool hasPort, string? owner, string user, bool? hasNet, string? reason)
    {
        string? found = new ProcessFacts(7, name, hasPort, owner, user, hasNet).WhyNot();

        if (reason is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(reason, found, StringComparison.Ordinal);
        }
    }

    private static string Text(Subject subject) => subject.Id.ToString(CultureInfo.InvariantCulture);
}
