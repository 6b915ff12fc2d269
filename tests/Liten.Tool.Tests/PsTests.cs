using System.Globalization;

namespace Liten.Tool.Tests;

/// <summary><c>dotnet liten ps</c>.</summary>
public sealed class PsTests
{
    [Fact]
    public void Ps_NamesEachRuntimeOfAProcess_WithItsWorkersAndTasks()
    {
        using Subject subject = Subject.In("two");
        string id = subject.Id.ToString(CultureInfo.InvariantCulture);
        string[] rows = [];

        // The process can be asked from about a second after its first runtime was built on.
        while (rows.Length == 0)
        {
            rows = [.. ToolRun.Of("ps").AnswerOf().Split('\n').Where(line => line.TrimStart().StartsWith(id, StringComparison.Ordinal))];
        }

        string[][] words = [.. rows.Select(static row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["first", "second"], words.Select(static row => row[2]));
        Assert.All(words, static row => Assert.Equal(("2", "4"), (row[3], row[5])));
    }

    [Fact]
    public void Ps_ProcessWithoutLiten_IsNotListed()
    {
        using Subject subject = Subject.In("plain");

        Assert.DoesNotContain(subject.Id.ToString(CultureInfo.InvariantCulture), ToolRun.Of("ps").AnswerOf(), StringComparison.Ordinal);
    }
}
