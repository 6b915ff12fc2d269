using System.Text.Json.Nodes;

namespace Liten.ProcessFaults;

/// <summary>What the soak program wrote with <c>--json</c>.</summary>
internal sealed record SoakFigures(bool HasPassed, long AllOperations, long Spawned, long Completed, long Faulted, long Aborted, int Seed, double Seconds)
{
    public static SoakFigures Read(string file)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(file))!;
        JsonNode tasks = json["tasks"]!;
        return new SoakFigures(
            (bool)json["passed"]!,
            json["operations"]!.AsObject().Sum(static load => (long)load.Value!),
            (long)tasks["spawned"]!,
            (long)tasks["completed"]!,
            (long)tasks["faulted"]!,
            (long)tasks["aborted"]!,
            (int)json["seed"]!,
            (double)json["seconds"]!);
    }
}
