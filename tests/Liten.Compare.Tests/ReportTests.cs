using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Liten.Compare.Tests;

public sealed class ReportTests
{
    private const string Here = "a machine, 2 processors";

    private static readonly RowDefinition s_row = RowCatalog.Find("ping_pong")!;
    private static readonly Setting s_oneCpu = SettingCatalog.Find("one-cpu")!;

    [Fact]
    public void Json_HasTheRowsWithTheirRatios()
    {
        JsonNode setting = JsonNode.Parse(JsonReport.Write(Losing()))!["settings"]![0]!;
        JsonNode row = setting["rows"]![0]!;
        Assert.Equal("quiet", (string?)setting["name"]);
        Assert.Equal("ping_pong", (string?)row["name"]);
        Assert.Equal("ns/op", (string?)row["unit"]);
        Assert.Equal(40, (double?)row["liten"]);
        Assert.Equal(10, (double?)row["peers"]!["tokio"]);
        Assert.Equal("tokio", (string?)row["best_peer"]);
        Assert.Equal(0.25, (double?)row["ratio_to_best"]);
    }

    [Fact]
    public void Json_HasTheMachinesSpeedAndTheWorstOfTheSettings()
    {
        JsonNode json = JsonNode.Parse(JsonReport.Write(InThreeSettings()))!;
        Assert.Equal(1.5, (double?)json["speed"]!["scaling"]!["2"]);
        Assert.Equal(7000, (double?)json["speed"]!["wake_ns"]);
        Assert.Equal(["quiet", "one-cpu", "cold"], json["settings"]!.AsArray().Select(setting => (string?)setting!["name"]));
        JsonNode worst = json["worst"]![0]!;
        Assert.Equal(("one-cpu", "go", 0.5), ((string?)worst["setting"], (string?)worst["best_peer"], (double)worst["ratio_to_best"]!));
    }

    [Fact]
    public void Tables_KeepARowThatLitenLoses()
    {
        Assert.Contains("0.25 [0.25..0.25]", Plain(Losing()), StringComparison.Ordinal);
        Assert.Contains("| ping_pong | ns/op | 40.0 | 10.0 | - | 0.25 [0.25..0.25] | tokio |", MarkdownReport.Write(Losing(), "", Here), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_OfSeveralSettings_BeginWithTheirRatiosSideBySide()
    {
        string text = MarkdownReport.Write(InThreeSettings(), "", Here);
        Assert.Contains("| row | quiet | one-cpu | cold | worst | where | best peer there |", text, StringComparison.Ordinal);
        Assert.Contains("| ping_pong | 2.00 [2.00..2.00] | 0.50 [0.50..0.50] | 3.00 [3.00..3.00] | 0.50 | one-cpu | Go |", text, StringComparison.Ordinal);
        Assert.Contains("**cold: what one operation takes, ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| where |", MarkdownReport.Write(Losing(), "", Here), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_KeepARowThatOnlyOneSettingHas()
    {
        RowDefinition spawns = RowCatalog.Find("spawn_100k")!;
        Report report = Losing() with { Settings = [In(SettingCatalog.Quiet, s_row, 40, tokio: 10), In(SettingCatalog.Cold, spawns, 40, tokio: 80)] };
        string text = MarkdownReport.Write(report, "", Here);
        Assert.Contains("| ping_pong | 0.25 [0.25..0.25] | - | 0.25 | quiet | tokio |", text, StringComparison.Ordinal);
        Assert.Contains("| spawn_100k | - | 2.00 [2.00..2.00] | 2.00 | cold | tokio |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_IsDescribedAboveTheTables()
    {
        string text = Plain(Losing());
        Assert.Contains("2 threads compute 1.50 times as much as one", text, StringComparison.Ordinal);
        Assert.Contains("10.0 GB/s by one thread, 12.0 by all", text, StringComparison.Ordinal);
        Assert.Contains("takes 7.0 us until the other thread runs", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("GB/s", StringComparison.Ordinal) < text.IndexOf("ping_pong", StringComparison.Ordinal));
    }

    [Fact]
    public void Svg_IsWellFormedAndShowsTheLosingRow()
    {
        XElement svg = XElement.Parse(SvgChart.Draw(Losing()));
        Assert.Contains(svg.Descendants(), element => (string?)element.Attribute("class") == "loses");
        Assert.Contains(svg.Descendants(), element => element.Value == "0.25 x tokio");
        Assert.Contains(svg.Descendants(), element => element.Value.StartsWith("Setting quiet: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Svg_OfSeveralSettings_ShowsTheWorstAndSaysWhere()
    {
        XElement svg = XElement.Parse(SvgChart.Draw(InThreeSettings()));
        Assert.Single(svg.Elements(), element => element.Name.LocalName == "rect");
        Assert.Contains(svg.Descendants(), element => element.Value == "0.50 x Go, one-cpu");
        Assert.Contains(svg.Descendants(), element => element.Value.StartsWith("Each row shows its worst of the settings quiet, one-cpu, cold", StringComparison.Ordinal));
    }

    [Fact]
    public void Reports_OfNothing_AreWritten()
    {
        Report empty = Losing() with { Settings = [], Speed = null };
        PlainReport.Write(empty, TextWriter.Null);
        Assert.Empty(JsonNode.Parse(JsonReport.Write(empty))!["settings"]!.AsArray());
        XElement.Parse(SvgChart.Draw(empty));
    }

    /// <summary>A figure that a program does not have is not compared, instead of being the smallest of all.</summary>
    [Fact]
    public void Line_WithAFigureThatWasNotSeen_LeavesThatPeerOut()
    {
        LineResult line = LineResult.From(s_row.Lines[0], s_row, Rounds(40, tokio: double.NaN, go: 80));
        Assert.Equal("go", line.BestPeer);
        Assert.Null(line.Of("tokio"));
    }

    internal static Report Losing() => new(
        Machine.Read(),
        new MachineSpeed([new ScalingPoint(2, 1.5)], 10, 12, 7000),
        Workers: 1,
        [PeerCatalog.Find(PeerCatalog.Liten), PeerCatalog.Find("tokio"), PeerCatalog.Find("go")],
        [In(SettingCatalog.Quiet, s_row, 40, tokio: 10)],
        [],
        []);

    private static Report InThreeSettings() => Losing() with
    {
        Settings =
        [
            In(SettingCatalog.Quiet, s_row, 40, tokio: 80, go: 120),
            In(s_oneCpu, s_row, 40, tokio: 30, go: 20),
            In(SettingCatalog.Cold, s_row, 40, tokio: 120),
        ],
    };

    private static SettingResult In(Setting setting, RowDefinition row, double liten, double tokio, double? go = null)
        => new(setting, setting.Protocol(quick: true, rounds: 1), [LineResult.From(row.Lines[0], row, Rounds(liten, tokio, go))]);

    private static Dictionary<string, List<Sample>> Rounds(double liten, double tokio, double? go)
    {
        Sample Of(double nanoseconds) => new(Operations: 1, nanoseconds, CpuNanoseconds: 1, Bytes: 1, Collections: 0, new Dictionary<string, double>());
        var rounds = new Dictionary<string, List<Sample>> { [PeerCatalog.Liten] = [Of(liten)], ["tokio"] = [Of(tokio)] };
        if (go is { } known)
        {
            rounds["go"] = [Of(known)];
        }

        return rounds;
    }

    private static string Plain(Report report)
    {
        var text = new StringWriter();
        PlainReport.Write(report, text);
        return text.ToString();
    }
}
