using System.Globalization;

namespace Liten.Compare;

/// <summary>How long the processors had to wait for the hypervisor, as Linux counts it. Elsewhere: never.</summary>
internal readonly record struct StealTime(double Stolen, double All)
{
    private const int StealColumn = 7;

    public double PercentSince(StealTime before) => All > before.All ? 100 * (Stolen - before.Stolen) / (All - before.All) : 0;

    public static StealTime Read()
    {
        if (!File.Exists("/proc/stat"))
        {
            return default;
        }

        double[] columns = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Take(StealColumn + 1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new StealTime(columns.ElementAtOrDefault(StealColumn), columns.Sum());
    }
}
