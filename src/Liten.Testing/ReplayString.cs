using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Liten.Testing;

/// <summary>
/// A schedule in one line: the version of the format, a hash of what has happened, and the deviations from the default
/// order, as in <c>lt1:9c41e07b:4=1,7=T</c>.
/// </summary>
/// <remarks>
/// One that would be long stands in a file instead, and the line names that: <c>lt1:9c41e07b:@path</c>.
/// </remarks>
internal sealed record ReplayString(uint Hash, IReadOnlyList<Deviation> Deviations)
{
    private const string Version = "lt1";

    /// <summary>What still fits into a line of a terminal or of an attribute (arbitrary).</summary>
    private const int LongestLine = 200;

    public override string ToString() => $"{Version}:{Hash:x8}:{string.Join(',', Deviations)}";

    /// <summary>The line itself, or one that names the file it was written to.</summary>
    public string ToLine()
    {
        string line = ToString();
        if (line.Length <= LongestLine)
        {
            return line;
        }

        string path = Path.Combine(Path.GetTempPath(), $"liten-replay-{Hash:x8}.txt");
        File.WriteAllText(path, line);
        return $"{Version}:{Hash:x8}:@{path}";
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ReplayString Parse(string line)
    {
        string[] parts = line.Trim().Split(':', 3);
        if (parts.Length == 3 && parts[2].StartsWith('@'))
        {
            return Parse(File.ReadAllText(parts[2][1..]));
        }

        return parts.Length == 3
            && parts[0] == Version
            && uint.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint hash)
            && TryReadDeviations(parts[2], out List<Deviation>? deviations)
                ? new ReplayString(hash, deviations)
                : throw new FormatException(
                    $"\"{line}\" is no replay string. One looks like {Version}:9c41e07b:4=1,7=T and comes from the "
                    + "report of a failed schedule.");
    }

    private static bool TryReadDeviations(string text, [NotNullWhen(true)] out List<Deviation>? deviations)
    {
        deviations = [];
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Deviation.TryParse(part, out Deviation deviation))
            {
                return false;
            }

            deviations.Add(deviation);
        }

        return true;
    }
}
