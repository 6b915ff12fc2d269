using System.Text.Json.Serialization;

namespace Liten.Peers;

/// <summary>One line to the orchestrator.</summary>
internal sealed record Answer(
    [property: JsonPropertyName("ops")] long Operations,
    [property: JsonPropertyName("wall_ns")] double WallNanoseconds,
    [property: JsonPropertyName("cpu_ns")] double CpuNanoseconds,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("gc")] int[] Collections,
    [property: JsonPropertyName("figures")] IReadOnlyDictionary<string, double>? Figures);
