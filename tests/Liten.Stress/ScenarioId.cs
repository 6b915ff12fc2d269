using System.Text.RegularExpressions;

namespace Liten.Stress;

/// <summary>A test's name as the id of a fact: lower case, dots and dashes.</summary>
internal static partial class ScenarioId
{
    /// <param name="displayName">As in <c>Liten.Stress.WakeStress.Yield_ByManyTasks(workers: 2)</c>, which gives <c>wake-stress.yield-by-many-tasks.workers-2</c>.</param>
    public static string Of(string displayName)
    {
        string name = displayName.StartsWith($"{nameof(Liten)}.{nameof(Stress)}.", StringComparison.Ordinal) ? displayName["Liten.Stress.".Length..] : displayName;
        name = WordBorder().Replace(name, "-").Replace('(', '.');
        return Separators().Replace(name, "-").Trim('-').ToLowerInvariant();
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordBorder();

    [GeneratedRegex("[^A-Za-z0-9.]+")]
    private static partial Regex Separators();
}
