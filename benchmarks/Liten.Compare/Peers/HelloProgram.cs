using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Liten.Compare;

/// <summary>Measures a program that says hello: how long it takes from its start to its exit, and its memory.</summary>
internal static class HelloProgram
{
    public const string Milliseconds = "ms";
    public const string Megabytes = "mb";

    private const string Peak = "VmHWM:";

    /// <summary>So many looks in a row must see the same peak.</summary>
    private const int AgreeingLooks = 10;

    /// <summary>Fills the pipe that its output is, and becomes the program. 65536 is what Linux gives a pipe.</summary>
    private const string WithFullPipe = "head -c 65536 /dev/zero; exec \"$0\"";

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Time and memory are taken of two runs, as a program is made to wait for whoever looks at its memory.</summary>
    /// <exception cref="PeerFailure">There is no such program, or it fails or hangs.</exception>
    public static async Task<Sample> MeasureAsync(string path, Setting setting, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        using Process timed = Start(new ProcessStartInfo(path), setting);
        await FinishAsync(timed, stop);
        double wall = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        await CheckAsync(timed, stop);
        var figures = new Dictionary<string, double> { [Milliseconds] = wall / 1e6, [Megabytes] = await SeePeakAsync(path, setting, stop) };
        return new Sample(Operations: 1, wall, CpuNanoseconds: double.NaN, Bytes: null, Collections: null, figures);
    }

    /// <summary>
    /// The system forgets a program's peak with the program, and some live for a millisecond. So its output is a pipe that is
    /// full already: the program stops at its hello until somebody reads, and has done all but ending.
    /// </summary>
    /// <returns>Not a number where it was not seen.</returns>
    private static async Task<double> SeePeakAsync(string path, Setting setting, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.NaN;
        }

        using Process seen = Start(new ProcessStartInfo("/bin/sh", ["-c", WithFullPipe, path]), setting);
        double kilobytes = double.NaN;
        try
        {
            kilobytes = await SteadyPeakAsync(seen.Id, path, stop);
        }
        finally
        {
            Task<string> hello = seen.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await FinishAsync(seen, stop);
            await hello;
        }

        return kilobytes / 1024;
    }

    private static async Task<double> SteadyPeakAsync(int process, string path, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        double? last = null;
        for (int agreeing = 0; agreeing < AgreeingLooks; agreeing++)
        {
            await Task.Delay(s_betweenLooks, stop);
            double? now = PeakOf(process, path);
            agreeing = now is not null && now == last ? agreeing : 0;
            last = now;
            if (!File.Exists($"/proc/{process}/exe") || Stopwatch.GetElapsedTime(start) > s_limit)
            {
                return double.NaN;
            }
        }

        return last!.Value;
    }

    /// <returns>Null while the process is still the shell, and after its end.</returns>
    private static double? PeakOf(int process, string path)
    {
        try
        {
            if (Path.GetFileName(new FileInfo($"/proc/{process}/exe").LinkTarget) != Path.GetFileName(path))
            {
                return null;
            }

            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.AsSpan(Peak.Length).TrimEnd("kB"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Process Start(ProcessStartInfo program, Setting setting)
    {
        program.RedirectStandardInput = true;
        program.RedirectStandardOutput = true;
        try
        {
            return setting.Start(program) ?? throw new PeerFailure("did not start");
        }
        catch (Win32Exception error)
        {
            throw new PeerFailure(error.Message);
        }
    }

    private static async Task FinishAsync(Process program, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_limit);
        try
        {
            await program.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            program.Kill();
            stop.ThrowIfCancellationRequested();
            throw new PeerFailure($"said no hello in {s_limit.TotalSeconds} seconds");
        }
    }

    private static async Task CheckAsync(Process program, CancellationToken stop)
    {
        if (program.ExitCode != 0 || (await program.StandardOutput.ReadToEndAsync(stop)).Trim() != "hello")
        {
            throw new PeerFailure($"said no hello (exit code {program.ExitCode})");
        }
    }
}
