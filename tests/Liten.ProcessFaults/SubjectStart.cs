using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Liten.ProcessFaults;

/// <summary>How a program is started: which one, under which limits and settings.</summary>
internal sealed record SubjectStart(string Program, params string[] Arguments)
{
    public const string Scenarios = "Liten.ProcessFaults.Subject.dll";
    public const string Soak = "Liten.Soak.dll";

    /// <summary>The <c>dotnet</c> of the runtime that runs this test: <c>dotnet/shared/Microsoft.NETCore.App/version/</c>.</summary>
    private static readonly string s_dotnet = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The address space in KiB, or 0 for no limit.</summary>
    public int AddressSpace { get; init; }

    /// <summary>Whether the process may use only one processor.</summary>
    public bool OnOneProcessor { get; init; }

    /// <summary>Environment variables.</summary>
    public (string Name, string Value)[] Settings { get; init; } = [];

    public ProcessStartInfo ToStartInfo()
    {
        string[] command = [s_dotnet, Path.Combine(AppContext.BaseDirectory, Program), .. Arguments];
        if (OnOneProcessor)
        {
            command = ["taskset", "-c", "0", .. command];
        }

        if (AddressSpace > 0)
        {
            command = ["sh", "-c", $"ulimit -v {AddressSpace} && exec \"$@\"", "sh", .. command];
        }

        var info = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Remove("LITEN_FACTS"); // The facts of such a run are its test's to report.
        foreach ((string name, string value) in Settings)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
