using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Liten.Proof;

/// <summary>
/// What a test has measured or counted, for docs/reliability. A fact is a file in the folder that <c>LITEN_FACTS</c> names; without
/// that variable nothing is written.
/// </summary>
internal static class Facts
{
    /// <param name="kind">The first word of the fact's line, as "model", "mutants" or "stress".</param>
    /// <param name="id">The fact's name within its kind: lower case, dots and dashes, never reused for something else.</param>
    /// <param name="figures">Name and value pairs, in the order in which they are to be read.</param>
    public static void Report(string kind, string id, params ReadOnlySpan<(string Name, object Value)> figures)
    {
        string? folder = Environment.GetEnvironmentVariable("LITEN_FACTS");
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        var fact = new JsonObject { ["kind"] = kind, ["id"] = id };
        foreach ((string name, object value) in figures)
        {
            fact[name] = value switch
            {
                bool yes => yes ? "yes" : "no",
                int or long or uint or ulong => Convert.ToInt64(value, CultureInfo.InvariantCulture),
                double number => Math.Round(number, 3),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{kind}.{id}.json"), fact.ToJsonString(JsonSerializerOptions.Default));
    }
}
