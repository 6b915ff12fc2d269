using System.Text.Json;

namespace Liten.Dashboard.Tests;

/// <summary>Reads answers in few words.</summary>
internal static class JsonReading
{
    public static JsonElement Of(this JsonElement element, string name) => element.GetProperty(name);

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static JsonElement[] List(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    public static bool Has(this JsonElement overview, string kind)
        => overview.List("findings").Any(finding => finding.Text("kind") == kind);
}
