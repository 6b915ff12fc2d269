using System.Diagnostics;

namespace Liten.Tool.Tests;

/// <summary>A running program for the tool to look at: see tests/Liten.Tool.Subject.</summary>
internal sealed class Subject : IDisposable
{
    private readonly Process _process;

    private Subject(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it, and waits until it is in the state.</summary>
    public static Subject In(string state)
    {
        var subject = new Subject(Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Liten.Tool.Subject"), [state])
        {
            RedirectStandardOutput = true,
        })!);
        string? line = subject._process.StandardOutput.ReadLine();
        if (line != "ready")
        {
            subject.Dispose();
            Assert.Fail($"The subject said '{line}' instead of being ready.");
        }

        return subject;
    }

    /// <summary>A process that has no .NET in it.</summary>
    public static Subject OfNoNet() => new(Process.Start("/bin/sleep", "600"));

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
