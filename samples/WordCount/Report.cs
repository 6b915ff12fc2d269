using System.Globalization;
using Liten;
using Spectre.Console;

namespace WordCount;

/// <summary>Shows the results.</summary>
internal sealed class Report(string folder)
{
    private const int WordsShown = 20;
    private const int SkippedShown = 10;
    private const int LongestShown = 40;

    public void Write(Listing listing, Tally tally, TimeSpan elapsed, RuntimeMetrics metrics)
    {
        if (tally.TextFiles == 0)
        {
            Console.WriteLine($"No text file was read under '{folder}'.");
        }
        else
        {
            WriteWords(tally.Words);
        }

        WriteTotals(listing, tally, elapsed);
        WriteMetrics(metrics);
        WriteSkipped([.. listing.Skipped, .. tally.Skipped]);
    }

    private static void WriteWords(WordTable words)
    {
        Table table = NewTable("Most frequent words");
        table.AddColumns(new TableColumn("Word"), Number("Count"), Number("Share"));
        foreach ((string word, long count) in words.Top(WordsShown))
        {
            table.AddRow(new Text(Shortened(word)), new Text(Count(count)), new Text(Percent((double)count / words.Total)));
        }

        AnsiConsole.Write(table);
    }

    private static void WriteTotals(Listing listing, Tally tally, TimeSpan elapsed)
    {
        Table table = NewTable("Totals");
        table.HideHeaders().AddColumns(new TableColumn("Name"), Number("Value"));
        Row("Text files", Count(tally.TextFiles));
        Row("Binary files", Count(tally.BinaryFiles));
        Row("Empty files", Count(listing.EmptyFiles));
        Row("Skipped", Count(listing.Skipped.Count + tally.Skipped.Count));
        Row("Bytes of text", Count(tally.Bytes));
        Row("Words", Count(tally.Words.Total));
        Row("Distinct words", Count(tally.Words.Distinct));
        Row("Time", $"{elapsed.TotalSeconds:F3} s");
        Row("Throughput", $"{Rate(tally.Bytes / 1e6)} MB/s");
        Row("", $"{Rate(tally.Words.Total)} words/s");
        AnsiConsole.Write(table);

        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));
        string Rate(double amount) => (amount / Math.Max(elapsed.TotalSeconds, 1e-6)).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static void WriteMetrics(RuntimeMetrics metrics)
    {
        IReadOnlyList<WorkerMetrics> all = metrics.Workers;
        Table table = NewTable("Runtime");
        table.AddColumns(
            new TableColumn("Worker").Footer("total"),
            Number("Busy").Footer(Milliseconds(TimeSpan.FromTicks(all.Sum(worker => worker.BusyTime.Ticks)))),
            Number("Turns").Footer(Count(all.Sum(worker => worker.Polls))),
            Number("Sleeps").Footer(Count(all.Sum(worker => worker.Parks))),
            Number("Steals").Footer(Count(all.Sum(worker => worker.StealOperations))),
            Number("Spawned").Footer(Count(metrics.SpawnedTasks)),
            Number("Ended").Footer(Count(metrics.CompletedTasks)));
        foreach (WorkerMetrics worker in all)
        {
            table.AddRow(
                new Text(worker.Name),
                new Text(Milliseconds(worker.BusyTime)),
                new Text(Count(worker.Polls)),
                new Text(Count(worker.Parks)),
                new Text(Count(worker.StealOperations)),
                new Text(Count(worker.SpawnedTasks)),
                new Text(Count(worker.CompletedTasks)));
        }

        // Tasks may also start and end on threads that are no workers; blocking jobs always end on one.
        table.AddRow(
            new Text("other threads"),
            Text.Empty,
            Text.Empty,
            Text.Empty,
            Text.Empty,
            new Text(Count(metrics.SpawnedTasks - all.Sum(worker => worker.SpawnedTasks))),
            new Text(Count(metrics.CompletedTasks - all.Sum(worker => worker.CompletedTasks))));
        AnsiConsole.Write(table);
        Console.WriteLine($"Tasks alive: {Count(metrics.AliveTasks)}. Blocking threads: {Count(metrics.BlockingThreads)}. Timers: {Count(metrics.LiveTimers)}.");
    }

    private static void WriteSkipped(IReadOnlyList<Skipped> skipped)
    {
        if (skipped.Count == 0)
        {
            return;
        }

        Console.WriteLine();
        Console.WriteLine("Skipped:");
        foreach (Skipped item in skipped.Take(SkippedShown))
        {
            Console.WriteLine($"  {Printable(item.Path)}: {Printable(item.Reason)}");
        }

        if (skipped.Count > SkippedShown)
        {
            Console.WriteLine($"  and {Count(skipped.Count - SkippedShown)} more");
        }
    }

    private static Table NewTable(string title) => new Table().Title(title).RoundedBorder().BorderColor(Color.Grey);

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();

    private static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture)} ms";

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);

    private static string Shortened(string word) => word.Length <= LongestShown ? word : string.Concat(word.AsSpan(0, LongestShown - 1), "…");

    /// <summary>A file's name may hold anything, also what would steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
