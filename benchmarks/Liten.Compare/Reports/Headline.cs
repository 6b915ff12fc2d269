using System.Globalization;

namespace Liten.Compare;

/// <summary>The lines around the tables: what was measured where, and what was not.</summary>
internal static class Headline
{
    public static IEnumerable<string> Before(Report report)
    {
        yield return $"{report.Machine.Description}; {report.Machine.Date}, commit {report.Machine.Commit}";
        if (report.Speed is { } speed)
        {
            yield return speed.Description;
        }

        yield return $"{report.Workers} workers for all; {Versions(report)}";
        foreach (SettingResult result in report.Settings)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Setting}: {result.Setting.Says}; {result.Protocol.Rounds} rounds in turns, windows of {result.Protocol.Window.TotalMilliseconds:F0} ms");
        }
    }

    public static IEnumerable<string> After(Report report) => [report.Machine.Load, .. report.Notes];

    public static string Missing(PeerDefinition peer)
        => peer.Key is PeerCatalog.Liten or "dotnet" ? $"{peer.Title} is left out: there is no {peer.Path}" : $"{peer.Title} is left out: run benchmarks/peers/setup to build it";

    private static string Versions(Report report) => string.Join(", ", report.Programs.Select(program => program.Version).Where(version => version is not null));
}
