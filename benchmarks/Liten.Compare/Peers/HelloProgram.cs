using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Liten.Compare;

/// <summary>Measures a program that says hello: how long it takes from its start to its exit, and its memory.</summary>
internal static class HelloProgram
{
    public const string Milliseconds = "ms";
    public const string Megabytes = "mb";

    private const int MostLooks = 20;
    private const string Peak = "VmHWM:";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time and memory are taken of two runs: whoever looks at a program's memory again and again slows it down.
    /// </summary>
    /// <exception cref="PeerFailure">There is no such program, or it fails or hangs.</exception>
    public static async Task<Sample> MeasureAsync(string path, Setting setting, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        using (Process timed = Start(path, setting))
        {
            await FinishAsync(timed, stop);
        }

        double wall = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        var figures = new Dictionary<string, double> { [Milliseconds] = wall / 1e6, [Megabytes] = await SeePeakAsync(path, setting, stop) };
        return new Sample(Operations: 1, wall, CpuNanoseconds: double.NaN, Bytes: null, Collections: null, figures);
    }

    /// <summary>The last peak that was seen before the end; the system forgets it with the program.</summary>
    private static async Task<double> SeePeakAsync(string path, Setting setting, CancellationToken stop)
    {
        for (int look = 0; look < MostLooks && OperatingSystem.IsLinux(); look++)
        {
            using Process seen = Start(path, setting);
            double kilobytes = 0;
            while (!seen.HasExited && PeakOf(seen.Id) is { } now)
            {
                kilobytes = now;
            }

            await FinishAsync(seen, stop);
            if (kilobytes > 0)
            {
                return kilobytes / 1024;
            }
        }

        return double.NaN;
    }

    private static double? PeakOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.AsSpan(Peak.Length).TrimEnd("kB"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }

    private static Process Start(string path, Setting setting)
    {
        try
        {
            var program = new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true };
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

        if (program.ExitCode != 0 || (await program.StandardOutput.ReadToEndAsync(stop)).Trim() != "hello")
        {
            throw new PeerFailure($"said no hello (exit code {program.ExitCode})");
        }
    }
}
