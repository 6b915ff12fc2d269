namespace Liten.Compare.Tests;

/// <summary>A document keeps a section for each machine.</summary>
public sealed class MarkdownSectionTests
{
    private static readonly Report s_report = ReportTests.Losing();

    [Fact]
    public void SameMachine_IsReplaced()
    {
        string first = MarkdownReport.Write(s_report, "# Before\n", "one") + "# After\n";
        string second = MarkdownReport.Write(s_report, first, "one");
        Assert.Equal(first, second);
        Assert.StartsWith($"# Before\n{MarkdownReport.BeginOf("one")}\n\n### one\n", second, StringComparison.Ordinal);
        Assert.EndsWith($"{MarkdownReport.End}\n# After\n", second, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherMachine_IsPutBehindTheLastOne()
    {
        string one = MarkdownReport.Write(s_report, "# Before\n", "one") + "# After\n";
        string both = MarkdownReport.Write(s_report, one, "two");
        int cut = one.IndexOf(MarkdownReport.End, StringComparison.Ordinal) + MarkdownReport.End.Length;
        Assert.StartsWith($"{one[..cut]}\n\n{MarkdownReport.BeginOf("two")}\n\n### two\n", both, StringComparison.Ordinal);
        Assert.EndsWith($"{MarkdownReport.End}{one[cut..]}", both, StringComparison.Ordinal);
    }

    [Fact]
    public void ThirdMachine_IsPutBehindTheSecond()
    {
        string two = MarkdownReport.Write(s_report, MarkdownReport.Write(s_report, "", "one"), "two");
        Assert.StartsWith($"{two.TrimEnd()}\n\n{MarkdownReport.BeginOf("three")}\n", MarkdownReport.Write(s_report, two, "three"), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstOfTwoMachines_IsReplacedInItsPlace()
    {
        string both = MarkdownReport.Write(s_report, MarkdownReport.Write(s_report, "", "one"), "two");
        string stale = both.Replace("### one\n", "### one\n\nan old table\n", StringComparison.Ordinal);
        Assert.NotEqual(both, stale);
        Assert.Equal(both, MarkdownReport.Write(s_report, stale, "one"));
    }

    /// <summary>The name is looked for as a whole: one that begins another would take its place.</summary>
    [Fact]
    public void MachineWhoseNameBeginsAnother_HasItsOwnSection()
    {
        string longer = MarkdownReport.Write(s_report, "", "one, 2 processors");
        Assert.StartsWith(longer.TrimEnd(), MarkdownReport.Write(s_report, longer, "one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AMD EPYC", 2, "AMD EPYC, 2 processors")]
    [InlineData("A<->B -- C", 1, "A - B   C, 1 processor")]
    public void DefaultName_IsTheProcessorAndHowMany(string processor, int count, string expected)
    {
        Assert.Equal(expected, MachineName.Of(processor, count));
        Assert.Equal(expected, MachineName.Parse(MachineName.Of(processor, count)));
    }

    /// <summary>The tables that are there already are found by this machine's next run.</summary>
    [Fact]
    public void Documentation_HasASectionThatItsMachineFinds()
    {
        string document = File.ReadAllText(TestPaths.InRepository("docs/performance.md"));
        string[] begins = [.. document.Split('\n').Where(line => line.StartsWith("<!-- comparison: begin", StringComparison.Ordinal))];
        Assert.NotEmpty(begins);
        Assert.All(begins, begin => Assert.Equal(begin, MarkdownReport.BeginOf(begin[(begin.IndexOf("machine: ", StringComparison.Ordinal) + 9)..^4])));
        Assert.Equal(begins.Length, document.Split(MarkdownReport.End).Length - 1);
    }
}
