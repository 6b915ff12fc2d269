using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Liten.Reliability;

/// <summary>docs/reliability/README.md and its twin for machines.</summary>
internal sealed class Report(Header header, Fact[] facts, FaultRow[] faults)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="preface">The prose, which stands in docs/reliability/preface.md.</param>
    public string ToMarkdown(string preface)
    {
        var text = new StringBuilder();
        text.Append(preface.TrimEnd()).Append("\n\n## Figures\n\n```\n");
        text.Append(header).Append('\n');
        int kindWidth = Math.Max(5, facts.Select(static fact => fact.Kind.Length).DefaultIfEmpty().Max()) + 1;
        foreach (IGrouping<string, Fact> kind in facts.GroupBy(static fact => fact.Kind))
        {
            int idWidth = kind.Max(static fact => fact.Id.Length) + 1;
            foreach (Fact fact in kind)
            {
                text.Append(fact.Kind.PadRight(kindWidth)).Append(' ').Append(fact.Id.PadRight(idWidth)).Append(' ').Append(fact.FiguresAsText()).Append('\n');
            }
        }

        text.Append("TOTAL".PadRight(kindWidth)).Append(' ').Append(Totals.Line(facts, faults)).Append("\n```\n\n");
        AppendFaults(text);
        return text.ToString();
    }

    public string ToJson()
    {
        JsonObject json = header.ToJson();
        json["facts"] = new JsonArray([.. facts.Select(static fact => fact.ToJson())]);
        json["faults"] = new JsonArray([.. faults.Select(static row => JsonSerializer.SerializeToNode(row, JsonSerializerOptions.Web))]);
        json["total"] = Totals.Line(facts, faults);
        return json.ToJsonString(s_json) + "\n";
    }

    private void AppendFaults(StringBuilder text)
    {
        text.Append("## Faults\n\n");
        text.Append("The names of the tests stand in [faults.json](faults.json), as do the notes.\n\n");
        text.Append("| # | what goes wrong | what holds all the same | status | tests |\n|---|---|---|---|---|\n");
        foreach (FaultRow row in faults)
        {
            string status = row.Status == "proved" || row.Notes.Length == 0 ? row.Status : $"{row.Status}: {row.Notes}";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {row.Fault} | {row.Promise} | {status} | {Tests(row)} |\n");
        }
    }

    private static string Tests(FaultRow row)
    {
        IEnumerable<string> classes = row.Tests.Select(ClassOf).Distinct();
        string awaits = row.Awaits.Length == 0 ? "" : $"; more in {string.Join(", ", row.Awaits)}";
        return string.Join(", ", classes) + awaits;
    }

    /// <summary>The class alone, for people: its name ends in what the classes of tests end in, a method's never does.</summary>
    private static string ClassOf(string test)
    {
        string[] parts = test.Split('.');
        return Array.FindLast(parts, static part => part.EndsWith("Tests", StringComparison.Ordinal)
            || part.EndsWith("Specification", StringComparison.Ordinal)
            || (part.EndsWith("Stress", StringComparison.Ordinal) && part != "Stress")) ?? parts[^1];
    }
}
