using System.Diagnostics;

namespace Liten.Reliability;

/// <summary>A test project that reports facts, or the part of one that does.</summary>
/// <param name="Project">Its folder below the repository's root.</param>
/// <param name="Filters">The classes to run; all if there are none.</param>
internal sealed record Proof(string Project, params string[] Filters)
{
    /// <summary>All proofs, in the order in which they run. A new one is added here and nowhere else.</summary>
    public static Proof[] All { get; } =
    [
        new("tests/Liten.Tests", "Liten.Tests.Faults.*", "Liten.Tests.Combinations.*"),
        new("tests/Liten.Interleavings"),
        new("tests/Liten.Stress"),
        new("tests/Liten.ProcessFaults"),
        new("tests/Liten.Testing.Tests"),
    ];

    /// <summary>Runs the proof, its facts going to the folder.</summary>
    /// <returns>False if it failed. One that is not there has not failed, and says so.</returns>
    public bool Run(string root, string factsFolder)
    {
        if (!Directory.Exists(Path.Combine(root, Project)))
        {
            Console.WriteLine($"skipped  {Project}: there is no such project");
            return true;
        }

        Console.WriteLine($"running  {Project} {string.Join(' ', Filters)}");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root };
        foreach (string argument in (string[])["test", "--project", Project, "-c", "Release", .. Filters.SelectMany(static filter => new[] { "--filter-class", filter })])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LITEN_FACTS"] = factsFolder;
        start.Environment["LITEN_EXPLORE"] = "all";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Console.WriteLine($"{(process.ExitCode == 0 ? "passed " : "FAILED ")}  {Project}");
        return process.ExitCode == 0;
    }
}
