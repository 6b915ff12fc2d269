using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Liten.Compare;

/// <summary>Everything, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    public static string Write(Report report) => new JsonObject
    {
        ["machine"] = report.Machine.Description,
        ["speed"] = report.Speed is { } speed ? Speed(speed) : null,
        ["date"] = report.Machine.Date,
        ["commit"] = report.Machine.Commit,
        ["load"] = report.Machine.Load,
        ["workers"] = report.Workers,
        ["versions"] = new JsonObject(report.Programs.Select(program => KeyValuePair.Create(program.Key, (JsonNode?)program.Version))),
        ["settings"] = new JsonArray([.. report.Settings.Select(result => Setting(report, result))]),
        ["worst"] = new JsonArray([.. report.Figures.Select(report.WorstOf).OfType<WorstResult>().Select(Worst)]),
        ["curves"] = new JsonArray([.. report.Curves.Select(curve => Curve(report, curve))]),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]),
    }.ToJsonString(s_options) + "\n";

    private static JsonObject Speed(MachineSpeed speed) => new()
    {
        ["scaling"] = new JsonObject(speed.Scaling.Select(point => KeyValuePair.Create(
            point.Threads.ToString(CultureInfo.InvariantCulture), Number(point.Factor)))),
        ["memory_gb_per_s_one_thread"] = Number(speed.BandwidthOfOne),
        ["memory_gb_per_s_all_threads"] = Number(speed.BandwidthOfAll),
        ["wake_ns"] = Number(speed.WakeNanoseconds),
    };

    private static JsonObject Setting(Report report, SettingResult result) => new()
    {
        ["name"] = result.Setting.Name,
        ["says"] = result.Setting.Says,
        ["rounds"] = result.Protocol.Rounds,
        ["window_ms"] = result.Protocol.Window.TotalMilliseconds,
        ["rows"] = new JsonArray([.. result.Lines.Select(line => Row(report, line))]),
    };

    private static JsonObject Worst(WorstResult worst) => new()
    {
        ["name"] = worst.Line.Figure.Name,
        ["setting"] = worst.Setting.Name,
        ["best_peer"] = worst.Line.BestPeer,
        ["ratio_to_best"] = Number(worst.Ratio.Value),
        ["ratio_interval"] = Pair(worst.Ratio),
    };

    private static JsonObject Row(Report report, LineResult line) => new()
    {
        ["name"] = line.Figure.Name,
        ["unit"] = line.Figure.Unit,
        ["liten"] = Number(line.Liten?.Value),
        ["peers"] = ByProgram(report.Peers, line, peer => peer.Value),
        ["best_peer"] = line.BestPeer,
        ["ratio_to_best"] = Number(line.RatioToBest?.Value),
        ["ratio_interval"] = line.RatioToBest is { } ratio ? Pair(ratio) : null,
        ["cpu_ns_per_op"] = ByProgram(report.Programs, line, peer => peer.CpuPerOperation),
        ["bytes_per_op"] = ByProgram(report.Programs, line, peer => peer.BytesPerOperation),
        ["collections_per_million"] = ByProgram(report.Programs, line, peer => peer.CollectionsPerMillion),
        ["rounds"] = new JsonObject(report.Programs.Select(program => KeyValuePair.Create(program.Key, Values(line.Of(program.Key))))),
    };

    private static JsonObject Curve(Report report, CurveResult curve) => new()
    {
        ["name"] = curve.Definition.Name,
        ["axis"] = curve.Definition.Axis,
        ["unit"] = "ns/op",
        ["points"] = new JsonArray([.. curve.Points.Select(point => new JsonObject { ["x"] = point.X, ["values"] = ByProgram(report.Programs, point.Line, peer => peer.Value) })]),
    };

    private static JsonObject ByProgram(IEnumerable<PeerDefinition> programs, LineResult line, Func<PeerResult, double?> figure)
        => new(programs.Select(program => KeyValuePair.Create(program.Key, Number(line.Of(program.Key) is { } result ? figure(result) : null))));

    private static JsonArray Pair(Interval interval) => new(Number(interval.Low), Number(interval.High));

    private static JsonNode? Values(PeerResult? result) => result is null ? null : new JsonArray([.. result.Values.Select(value => Number(value))]);

    private static JsonNode? Number(double? value) => value is { } known && double.IsFinite(known) ? JsonValue.Create(Math.Round(known, 3)) : null;
}
