using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Liten.Peers;

/// <summary>Runs a row for about as long as asked and says what it took.</summary>
internal sealed class Measuring(IReadOnlyList<Row> rows, int workers)
{
    /// <summary>A cold window has at least so many runs, but for a row whose granule is longer.</summary>
    private const int FirstSteps = 50;

    private readonly Dictionary<string, double> _nanosecondsPerOperation = [];

    public string Answer(string line)
    {
        if (line.Split(' ') is not [string name, string millisText, string sizeText, .. string[] rest] || rest is not ([] or ["first"]))
        {
            return Failure("expected: ROW MILLIS SIZE [first]");
        }

        if (!long.TryParse(millisText, CultureInfo.InvariantCulture, out long millis) || !long.TryParse(sizeText, CultureInfo.InvariantCulture, out long size))
        {
            return Failure("not a number");
        }

        Row? row = rows.FirstOrDefault(row => row.Name == name);
        return row is null ? Failure("no such row") : JsonSerializer.Serialize(rest is [] ? Measure(row, millis, size) : MeasureFirst(row, millis, size));
    }

    private Answer Measure(Row row, long millis, long size)
    {
        double window = millis * 1e6;
        long operations = row.Whole(_nanosecondsPerOperation.TryGetValue(row.Name, out double known) ? window / known : 1, size);
        while (true)
        {
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            int[] collections = Collections();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            Outcome outcome = row.Run(new Run(workers, operations, size));
            double wall = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            cpu = Environment.CpuUsage.TotalTime - cpu;
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            int[] since = [.. Collections().Zip(collections, static (after, before) => after - before)];

            double perOperation = _nanosecondsPerOperation[row.Name] = wall / operations;
            long wanted = row.Whole(window / perOperation, size);
            if (row.Once || wall >= window / 2 || wanted <= operations)
            {
                return new Answer(operations, outcome.Nanoseconds ?? wall, cpu.TotalNanoseconds, bytes, since, outcome.Figures);
            }

            operations = Math.Min(wanted, operations * 100); // the first runs are cold, and say too little
        }
    }

    /// <summary>
    /// All operations from the first on. They are done in short runs, each up to twice as long as the one before, as nobody
    /// knows yet how many fit into the window.
    /// </summary>
    private Answer MeasureFirst(Row row, long millis, long size)
    {
        double window = millis * 1e6;
        double step = window / FirstSteps;
        long operations = row.Whole(1, size);
        long total = 0;
        double nanoseconds = 0;
        Outcome outcome;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        int[] collections = Collections();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long begun = Stopwatch.GetTimestamp();
            outcome = row.Run(new Run(workers, operations, size));
            double wall = Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
            total += operations;
            nanoseconds += outcome.Nanoseconds ?? wall;
            if (row.Once || Stopwatch.GetElapsedTime(start).TotalNanoseconds >= window)
            {
                break;
            }

            operations = row.Whole(Math.Min(step / wall, 2) * operations, size);
        }

        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        int[] since = [.. Collections().Zip(collections, static (after, before) => after - before)];
        return new Answer(total, nanoseconds, cpu.TotalNanoseconds, bytes, since, outcome.Figures);
    }

    private static int[] Collections() => [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];

    private static string Failure(string message) => $$"""{"error":"{{message}}"}""";
}
