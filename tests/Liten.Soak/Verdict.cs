using System.Text.Json.Nodes;

namespace Liten.Soak;

/// <summary>How a run ended, with all its figures.</summary>
internal sealed record Verdict(
    int Seed,
    TimeSpan Elapsed,
    bool WasInterrupted,
    IReadOnlyList<string> Failures,
    IReadOnlyList<Interval> Intervals,
    IReadOnlyList<(string Load, long Operations)> Operations,
    TaskTally Tasks,
    Trend Managed,
    Trend Resident)
{
    private const double KibibytesOfMebibyte = 1024;

    public bool HasPassed => Failures.Count == 0;

    public long AllOperations => Operations.Sum(static load => load.Operations);

    /// <summary>The slopes in words; a run that was too short to tell says so.</summary>
    public string Slopes => Managed.IsKnown
        ? $"managed {Managed.Slope * KibibytesOfMebibyte:+0;-0;0} KiB/h (at least {Managed.AtLeast * KibibytesOfMebibyte:+0;-0;0}), " +
          $"resident {Resident.Slope * KibibytesOfMebibyte:+0;-0;0} KiB/h (at least {Resident.AtLeast * KibibytesOfMebibyte:+0;-0;0})"
        : "too few intervals to tell a slope";

    public void WriteJson(string path)
    {
        var json = new JsonObject
        {
            ["passed"] = HasPassed,
            ["interrupted"] = WasInterrupted,
            ["seed"] = Seed,
            ["seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
            ["failures"] = new JsonArray([.. Failures.Select(static failure => JsonValue.Create(failure))]),
            ["operations"] = new JsonObject(Operations.Select(static load => KeyValuePair.Create(load.Load, (JsonNode?)load.Operations))),
            ["tasks"] = new JsonObject { ["spawned"] = Tasks.Spawned, ["completed"] = Tasks.Completed, ["faulted"] = Tasks.Faulted, ["aborted"] = Tasks.Aborted },
            ["managedSlopeKiBPerHour"] = Math.Round(Managed.Slope * KibibytesOfMebibyte, 1),
            ["residentSlopeKiBPerHour"] = Math.Round(Resident.Slope * KibibytesOfMebibyte, 1),
            ["intervals"] = new JsonArray([.. Intervals.Select(ToJson)]),
        };
        File.WriteAllText(path, json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>For docs/reliability.</summary>
    public void ReportFact()
    {
        Interval? last = Intervals.Count > 0 ? Intervals[^1] : null;
        Facts.Report(
            "leak",
            "soak",
            ("minutes", Elapsed.TotalMinutes),
            ("seed", Seed),
            ("ops", AllOperations),
            ("tasks", Tasks.Spawned),
            ("lost", HasPassed ? 0 : Failures.Count),
            ("managed-slope-kib-per-hour", Managed.Slope * KibibytesOfMebibyte),
            ("resident-slope-kib-per-hour", Resident.Slope * KibibytesOfMebibyte),
            ("threads", last?.Process.Threads ?? 0),
            ("open-files", last?.Process.OpenFiles ?? 0),
            ("wake-p50-us", last?.Latency.P50 ?? 0),
            ("wake-p99-us", last?.Latency.P99 ?? 0),
            ("wake-p999-us", last?.Latency.P999 ?? 0));
    }

    private static JsonNode ToJson(Interval interval) => new JsonObject
    {
        ["seconds"] = Math.Round(interval.Elapsed.TotalSeconds, 1),
        ["operationsPerSecond"] = Math.Round(interval.OperationsPerSecond),
        ["managedBytes"] = interval.ManagedBytes,
        ["residentBytes"] = interval.Process.ResidentBytes,
        ["threads"] = interval.Process.Threads,
        ["openFiles"] = interval.Process.OpenFiles,
        ["wakes"] = interval.Latency.Count,
        ["wakeP50Microseconds"] = interval.Latency.P50,
        ["wakeP99Microseconds"] = interval.Latency.P99,
        ["wakeP999Microseconds"] = interval.Latency.P999,
    };
}
