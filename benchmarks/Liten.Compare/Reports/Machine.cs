using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Liten.Compare;

/// <summary>Where the measuring was done, and what else ran there.</summary>
internal sealed record Machine(string Name, string Description, string Commit, string Date, string LoadBefore, Func<StealTime> Now)
{
    private readonly StealTime _stealBefore = Now();

    /// <summary>The part of the processors' time that the hypervisor gave to others since the beginning, in percent.</summary>
    public double StealPercent => Now().PercentSince(_stealBefore);

    public string Load => $"load average before: {LoadBefore}; steal time during the run: {StealPercent.ToString("F1", CultureInfo.InvariantCulture)} %";

    public static Machine Read() => Read(MachineName.Of(ProcessorName(), Environment.ProcessorCount));

    private static Machine Read(string name) => new(
        name,
        $"{name}, {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
        ReadCommit(),
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FirstLine("/proc/loadavg", _ => true)?.Split(' ') is [string one, string five, ..] ? $"{one} (1 min), {five} (5 min)" : "unknown",
        StealTime.Read);

    /// <summary>The SDK puts the commit behind the version.</summary>
    private static string ReadCommit()
        => typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, string commit] ? commit[..Math.Min(10, commit.Length)] : "unknown";

    private static string ProcessorName()
        => FirstLine("/proc/cpuinfo", line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? FirstLine(string path, Func<string, bool> wanted) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault(wanted) : null;
}
