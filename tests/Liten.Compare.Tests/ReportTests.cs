using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Liten.Compare.Tests;

public sealed class ReportTests
{
    private static readonly RowDefinition s_row = RowCatalog.Find("ping_pong")!;

    [Fact]
    public void Json_HasTheRowsWithTheirRatios()
    {
        JsonNode row = JsonNode.Parse(JsonReport.Write(Losing()))!["rows"]![0]!;
        Assert.Equal("ping_pong", (string?)row["name"]);
        Assert.Equal("ns/op", (string?)row["unit"]);
        Assert.Equal(40, (double?)row["liten"]);
        Assert.Equal(10, (double?)row["peers"]!["tokio"]);
        Assert.Equal("tokio", (string?)row["best_peer"]);
        Assert.Equal(0.25, (double?)row["ratio_to_best"]);
    }

    [Fact]
    public void Tables_KeepARowThatLitenLoses()
    {
        var text = new StringWriter();
        PlainReport.Write(Losing(), text);
        Assert.Contains("0.25 [0.25..0.25]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("| ping_pong | ns/op | 40.0 | 10.0 | 0.25 [0.25..0.25] | tokio |", MarkdownReport.Write(Losing(), ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_OfADocumentWithMarks_IsReplacedBetweenThem()
    {
        string first = MarkdownReport.Write(Losing(), "# Before\n") + "# After\n";
        string second = MarkdownReport.Write(Losing(), first);
        Assert.Equal(first, second);
        Assert.StartsWith($"# Before\n{MarkdownReport.Begin}\n", second, StringComparison.Ordinal);
        Assert.EndsWith($"{MarkdownReport.End}\n# After\n", second, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_IsWellFormedAndShowsTheLosingRow()
    {
        XElement svg = XElement.Parse(SvgChart.Draw(Losing()));
        Assert.Contains(svg.Descendants(), element => (string?)element.Attribute("class") == "loses");
        Assert.Contains(svg.Descendants(), element => element.Value == "0.25 x tokio");
    }

    [Fact]
    public void Reports_OfNothing_AreWritten()
    {
        Report empty = Losing() with { Lines = [] };
        PlainReport.Write(empty, TextWriter.Null);
        Assert.Empty(JsonNode.Parse(JsonReport.Write(empty))!["rows"]!.AsArray());
        XElement.Parse(SvgChart.Draw(empty));
    }

    private static Report Losing()
    {
        Sample Of(double nanoseconds) => new(Operations: 1, nanoseconds, CpuNanoseconds: 1, Bytes: 1, Collections: 0, new Dictionary<string, double>());
        var rounds = new Dictionary<string, List<Sample>> { [PeerCatalog.Liten] = [Of(40)], ["tokio"] = [Of(10)] };
        LineResult line = LineResult.From(s_row.Lines[0], s_row, rounds);
        return new Report(Machine.Read(), Protocol.Quick(rounds: 1), Workers: 1, [PeerCatalog.Find(PeerCatalog.Liten), PeerCatalog.Find("tokio")], [line], [], []);
    }
}
