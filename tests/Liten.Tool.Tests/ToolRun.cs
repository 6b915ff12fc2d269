using System.Diagnostics;
using System.Text;

namespace Liten.Tool.Tests;

/// <summary>One run of the tool, as a process of its own.</summary>
internal sealed class ToolRun
{
    /// <summary>No threshold: it takes a second, or hangs.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task<string> _output;
    private readonly TaskCompletionSource _hasSpoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ToolRun(string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "dotnet-liten"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public int ExitCode { get; private set; }

    public static ToolRun Of(params string[] arguments) => Begin(arguments).End();

    public static ToolRun Begin(params string[] arguments) => new(arguments);

    /// <summary>Waits for its first line on standard error.</summary>
    public ToolRun WaitUntilItSpeaks()
    {
        Assert.True(_hasSpoken.Task.Wait(s_limit), "the tool says nothing");
        return this;
    }

    /// <summary>What Ctrl+C sends.</summary>
    public ToolRun Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
        return this;
    }

    public ToolRun End()
    {
        if (!_process.WaitForExit(s_limit))
        {
            _process.Kill();
            Assert.Fail($"the tool hangs; it has said: {_errors}");
        }

        _process.WaitForExit(); // Until all of the output is here.
        Output = _output.GetAwaiter().GetResult();
        Errors = _errors.ToString();
        ExitCode = _process.ExitCode;
        _process.Dispose();
        return this;
    }

    /// <summary>It has done what was asked.</summary>
    public string AnswerOf()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}");
        return Output;
    }

    /// <summary>It has refused.</summary>
    public void AssertFails(int exitCode, string because)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(because, Errors, StringComparison.Ordinal);
        Assert.Empty(Output);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _errors.AppendLine(line);
        }

        _hasSpoken.TrySetResult();
    }
}
