using System.Diagnostics;

namespace Liten.Testing.Tests;

/// <summary>Runs Liten.Testing.Subject in a process of its own and gives what it prints.</summary>
internal static class SubjectProcess
{
    /// <summary>No threshold: a process that hangs ends as a failure.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Beside this program, built in the same way.</summary>
    private static readonly string s_program = Path.Combine(
        AppContext.BaseDirectory.Replace("Liten.Testing.Tests", "Liten.Testing.Subject", StringComparison.Ordinal),
        "Liten.Testing.Subject.dll");

    public static string Run(string arguments, string input = "", string? variable = null, string? value = null)
    {
        var start = new ProcessStartInfo("dotnet", $"\"{s_program}\" {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("LITEN_SEED");
        start.Environment.Remove("LITEN_REPLAY");
        if (variable is not null)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
            Assert.Fail($"subject {arguments} hangs");
        }

        Assert.True(process.ExitCode == 0, $"subject {arguments} ended with {process.ExitCode}: {errors.Result}");
        return output.Result;
    }
}
