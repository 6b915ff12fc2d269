using System.Globalization;
using System.Text.RegularExpressions;

namespace Liten.Interleavings;

/// <summary>
/// The numbers of schedules that scenarios and tests have written down. With <c>LITEN_REPIN=1</c> in the environment a number that
/// has changed is written into the source in place of the old one, and the test passes.
/// </summary>
internal static class Pins
{
    private static readonly bool s_rewrites = Environment.GetEnvironmentVariable("LITEN_REPIN") == "1";
    private static readonly string s_tests = Path.GetFullPath(Path.Combine(SourceLines.Root, "..", "..", "tests", "Liten.Interleavings"));

    /// <summary>Fails if the number is not the pinned one.</summary>
    /// <param name="id">The scenario.</param>
    /// <param name="actual">How many schedules there were.</param>
    /// <param name="pinned">How many there should be.</param>
    /// <param name="file">Where the number is written, in the folder of the tests; all scenario files if it is null.</param>
    public static void Check(string id, long actual, long pinned, string? file = null)
    {
        if (actual != pinned && s_rewrites)
        {
            Rewrite(id, actual, file);
        }
        else
        {
            Assert.True(
                actual == pinned,
                $"{id}: {actual:N0} schedules, not {pinned:N0}: a scheduling point came or went. If that is meant, LITEN_REPIN=1 writes the new number down.");
        }
    }

    /// <summary>The text with the new number after the id.</summary>
    public static string Replace(string text, string id, long actual, out int places)
    {
        var pin = new Regex($"(?<=\"{Regex.Escape(id)}\",\\s+)[0-9_]+\\b");
        places = pin.Count(text);
        return pin.Replace(text, actual.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '_'));
    }

    private static void Rewrite(string id, long actual, string? file)
    {
        string[] files = file is null ? Directory.GetFiles(Path.Combine(s_tests, "Scenarios"), "*.cs") : [Path.Combine(s_tests, file)];
        int all = 0;
        foreach (string path in files)
        {
            string text = Replace(File.ReadAllText(path), id, actual, out int places);
            if (places > 0)
            {
                File.WriteAllText(path, text);
                all += places;
            }
        }

        Assert.True(all == 1, $"the number of {id} stands {all} times");
    }
}
