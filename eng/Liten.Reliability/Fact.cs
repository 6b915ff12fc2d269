using System.Globalization;
using System.Text.Json.Nodes;

namespace Liten.Reliability;

/// <summary>What one test has measured or counted.</summary>
/// <param name="Kind">The first word of its line.</param>
/// <param name="Id">Its name within its kind, for ever.</param>
/// <param name="Figures">Names and values, in the order in which they are to be read.</param>
internal sealed record Fact(string Kind, string Id, KeyValuePair<string, JsonNode?>[] Figures)
{
    private const int LongestText = 80;

    /// <summary>The kinds, in the order of the report; others come after them.</summary>
    private static readonly string[] s_kinds = ["model", "unbounded", "pct", "litmus", "spec", "linear", "combos", "stress", "process", "fault", "mutants", "museum", "replay", "leak"];

    public static Fact[] ReadAll(string folder)
    {
        var facts = Directory.EnumerateFiles(folder, "*.json").Select(static file => FromJson(JsonNode.Parse(File.ReadAllText(file))!.AsObject())).ToList();
        facts.Sort(static (a, b) => (Rank(a.Kind), a.Kind, a.Id).CompareTo((Rank(b.Kind), b.Kind, b.Id)));
        return [.. facts];
    }

    public static Fact FromJson(JsonObject json) => new(
        json["kind"]!.GetValue<string>(),
        json["id"]!.GetValue<string>(),
        [.. json.Where(static property => property.Key is not ("kind" or "id"))]);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["kind"] = Kind, ["id"] = Id };
        foreach ((string name, JsonNode? value) in Figures)
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>The figure of that name if it is a whole number, else null.</summary>
    public long? Count(string name) =>
        Figures.FirstOrDefault(figure => figure.Key == name).Value is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>The figure of that name as it was written, or null.</summary>
    public string? Word(string name) => Figures.FirstOrDefault(figure => figure.Key == name).Value?.ToString();

    public string FiguresAsText() => string.Join(' ', Figures.Select(static figure => $"{figure.Key}={Text(figure.Value)}"));

    private static int Rank(string kind) => Array.IndexOf(s_kinds, kind) is >= 0 and int rank ? rank : s_kinds.Length;

    private static string Text(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return "";
        }

        if (value.TryGetValue(out long whole))
        {
            return whole.ToString("N0", CultureInfo.InvariantCulture);
        }

        if (value.TryGetValue(out double number))
        {
            return number.ToString("0.###", CultureInfo.InvariantCulture);
        }

        string text = $"{value}";
        return text.Contains(' ', StringComparison.Ordinal) ? $"\"{Shortened(text)}\"" : text;
    }

    private static string Shortened(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}..";
}
