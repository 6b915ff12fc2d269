using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Liten.Reliability;

/// <summary>What was proved, and where and when.</summary>
internal sealed record Header(string Version, string Commit, string Framework, string Rid, int Processors, string Date)
{
    public static Header Now(string root) => new(
        VersionIn(Path.Combine(root, "src", "Liten", "Liten.csproj")),
        CommitOf(root),
        $"net{Environment.Version}",
        RuntimeInformation.RuntimeIdentifier,
        Environment.ProcessorCount,
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public override string ToString() =>
        $"LITEN-RELIABILITY v1  liten={Version} commit={Commit} tfm={Framework} rid={Rid} cpus={Processors} date={Date}";

    public JsonObject ToJson() => new()
    {
        ["liten"] = Version,
        ["commit"] = Commit,
        ["tfm"] = Framework,
        ["rid"] = Rid,
        ["cpus"] = Processors,
        ["date"] = Date,
    };

    private static string VersionIn(string project)
    {
        XDocument document = XDocument.Load(project);
        return document.Descendants("Version").Concat(document.Descendants("VersionPrefix")).FirstOrDefault()?.Value ?? "unreleased";
    }

    /// <summary>The commit, with a plus sign if the sources differ from it.</summary>
    private static string CommitOf(string root)
    {
        string commit = Git(root, "rev-parse", "--short=10", "HEAD");
        return Git(root, "status", "--porcelain", "--untracked-files=no", "--", "src", "tests").Length == 0 ? commit : $"{commit}+";
    }

    private static string Git(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = root, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
