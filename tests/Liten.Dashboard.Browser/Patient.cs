using System.Diagnostics;

namespace Liten.Dashboard.Browser;

/// <summary>The sample Troubles, running as a program of its own with a dashboard.</summary>
internal sealed class Patient : IAsyncDisposable
{
    private readonly Process _program;

    private Patient(Process program, Uri address)
    {
        _program = program;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<Patient> StartAsync(string disease)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Troubles", configuration, "Troubles.dll");
        var start = new ProcessStartInfo("dotnet", [program, disease, "--dashboard", "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { }; // what the hooks say: read, so that the program is not held up
        process.BeginErrorReadLine();
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        string address = line.Split(' ', ';').First(static word => word.StartsWith("http", StringComparison.Ordinal));
        return new Patient(process, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        _program.StandardInput.Close();
        await _program.WaitForExitAsync();
        _program.Dispose();
    }
}
