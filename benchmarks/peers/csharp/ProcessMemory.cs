using System.Globalization;

namespace Liten.Peers;

/// <summary>What Linux says about this process's memory.</summary>
internal static class ProcessMemory
{
    public static double Resident => Read("VmRSS:");

    public static double PeakResident => Read("VmHWM:");

    private static double Read(string field)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
