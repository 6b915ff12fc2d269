using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Liten.ProcessFaults;

/// <summary>A running program whose output is collected. A hang fails with all that it has printed, which ends with the dump of its runtimes.</summary>
internal sealed class SubjectProcess : IDisposable
{
    /// <summary>What a process ends with that SIGABRT has ended, as .NET does after an unhandled exception.</summary>
    public const int Aborted = 128 + 6;

    /// <summary>For one that cannot even end itself. Far longer than its own patience, after which it prints its dump.</summary>
    private static readonly TimeSpan s_killLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = Stopwatch.GetTimestamp();

    private SubjectProcess(SubjectStart start)
    {
        _process = new Process { StartInfo = start.ToStartInfo() };
        _process.OutputDataReceived += (_, line) => Collect(line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything it has printed so far, stdout and stderr as they came.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public double Milliseconds => Stopwatch.GetElapsedTime(_start).TotalMilliseconds;

    public static SubjectProcess Start(SubjectStart start) => new(start);

    /// <summary>Starts a scenario of the subject, waits for its end and asserts its exit code.</summary>
    public static SubjectProcess Run(string scenario, int exitCode = 0) => Run(new SubjectStart(SubjectStart.Scenarios, scenario), exitCode);

    /// <inheritdoc cref="Run(string, int)"/>
    public static SubjectProcess Run(SubjectStart start, int exitCode = 0)
    {
        var process = new SubjectProcess(start);
        process.AssertEnds(exitCode);
        return process;
    }

    /// <summary>Waits until it has printed its first line, or has ended.</summary>
    public void WaitUntilReady() => Assert.True(_ready.Task.Wait(s_killLimit), $"printed nothing for {s_killLimit.TotalSeconds} s");

    /// <summary>Ends its stdin.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Sends it a signal.</summary>
    /// <param name="name">As <c>kill</c> knows it.</param>
    public void Signal(string name) => Shell($"kill -{name} {_process.Id}");

    /// <summary>Stops it for 300 ms and lets it run for 100 ms, several times.</summary>
    public void Freeze(int times)
        => Shell($"for i in $(seq {times}); do kill -STOP {_process.Id} && sleep 0.3 && kill -CONT {_process.Id} && sleep 0.1 || exit 1; done");

    /// <summary>Waits for its end and asserts its exit code.</summary>
    public void AssertEnds(int exitCode)
    {
        using (_process)
        {
            if (!_process.WaitForExit(s_killLimit))
            {
                _process.Kill(entireProcessTree: true);
                Assert.Fail($"hung, killed after {s_killLimit.TotalSeconds} s; it printed:\n{Output}");
            }

            _process.WaitForExit(); // Until all of the output is here.
            Assert.True(_process.ExitCode == exitCode, $"exit code {_process.ExitCode} instead of {exitCode}; it printed:\n{Output}");
        }
    }

    /// <summary>The number that it printed as <c>name=value</c>.</summary>
    public double Figure(string name)
    {
        string text = Text(name);
        return bool.TryParse(text, out bool yes) ? (yes ? 1 : 0) : double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts several figures, and shows all of the output if one is wrong.</summary>
    public void AssertFigures(params ReadOnlySpan<(string Name, double Expected)> figures)
    {
        foreach ((string name, double expected) in figures)
        {
            Assert.True(Figure(name) == expected, $"{name} is {Text(name)} instead of {expected}; it printed:\n{Output}");
        }
    }

    /// <summary>Reports the scenario as a fact, with some of its figures.</summary>
    public void Report(string id, params ReadOnlySpan<string> names)
    {
        var figures = new (string, object)[names.Length + 2];
        for (int i = 0; i < names.Length; i++)
        {
            figures[i] = (names[i], Figure(names[i]));
        }

        figures[^2] = ("fail", 0);
        figures[^1] = ("seconds", Milliseconds / 1000);
        Facts.Report("process", id, figures);
    }

    public void Dispose() => _process.Dispose();

    private static void Shell(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]))!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private string Text(string name)
    {
        string? line = Output.Split('\n').LastOrDefault(line => line.StartsWith($"{name}=", StringComparison.Ordinal));
        Assert.True(line is not null, $"no line {name}=...; it printed:\n{Output}");
        return line[(name.Length + 1)..].TrimEnd();
    }

    private void Collect(string? line)
    {
        if (line is null)
        {
            _ready.TrySetResult();
            return;
        }

        lock (_output)
        {
            _output.Append(line).Append('\n');
        }

        _ready.TrySetResult();
    }
}
