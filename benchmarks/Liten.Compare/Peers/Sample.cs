using System.Text.Json;

namespace Liten.Compare;

/// <summary>What a peer says about one window.</summary>
internal sealed record Sample(double Operations, double WallNanoseconds, double CpuNanoseconds, double? Bytes, int? Collections, IReadOnlyDictionary<string, double> Figures)
{
    public double NanosecondsPerOperation => WallNanoseconds / Operations;

    public double CpuPerOperation => CpuNanoseconds / Operations;

    public double? BytesPerOperation => Bytes / Operations;

    public double? CollectionsPerMillion => Collections * 1e6 / Operations;

    public double Figure(FigureDefinition figure) => figure.Key is null ? NanosecondsPerOperation : Figures[figure.Key];

    /// <exception cref="PeerFailure">The line is an error.</exception>
    public static Sample Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        JsonElement answer = document.RootElement;
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            string message = error.GetString() ?? "error";
            throw new PeerFailure(message, isUnsupported: message == "no such row");
        }

        JsonElement figures = answer.GetProperty("figures");
        return new Sample(
            answer.GetProperty("ops").GetDouble(),
            answer.GetProperty("wall_ns").GetDouble(),
            answer.GetProperty("cpu_ns").GetDouble(),
            answer.GetProperty("bytes") is { ValueKind: JsonValueKind.Number } bytes ? bytes.GetDouble() : null,
            // .NET counts a collection of an older generation in the younger ones too, so the first number is the sum of all.
            answer.GetProperty("gc") is { ValueKind: JsonValueKind.Array } collections ? collections[0].GetInt32() : null,
            figures.ValueKind == JsonValueKind.Object ? figures.EnumerateObject().ToDictionary(figure => figure.Name, figure => figure.Value.GetDouble()) : []);
    }
}
