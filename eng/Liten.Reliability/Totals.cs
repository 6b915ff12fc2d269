using System.Globalization;

namespace Liten.Reliability;

/// <summary>The sums over all facts.</summary>
internal static class Totals
{
    private static readonly string[] s_summed = ["schedules", "runs", "random", "histories", "ops", "cells", "killed"];

    private static readonly string[] s_failures = ["fail", "failures", "lost"];

    public static string Line(Fact[] facts, FaultRow[] faults)
    {
        IEnumerable<string> sums = s_summed
            .Select(name => (Name: name, Sum: facts.Sum(fact => fact.Count(name) ?? 0)))
            .Where(static total => total.Sum > 0)
            .Select(static total => $"{total.Name}={total.Sum.ToString("N0", CultureInfo.InvariantCulture)}");
        long failures = facts.Sum(static fact => s_failures.Sum(name => fact.Count(name) ?? 0));
        Fact[] museum = [.. facts.Where(static fact => fact.Kind == "museum")];
        string caught = museum.Length == 0 ? "" : $" museum={museum.Count(static fact => fact.Word("caught") is not (null or "no"))}/{museum.Length}";
        int proved = faults.Count(static row => row.Status == "proved");
        return $"{string.Join(' ', sums)}{caught} facts={facts.Length} faults-proved={proved}/{faults.Length} failures={failures}";
    }
}
