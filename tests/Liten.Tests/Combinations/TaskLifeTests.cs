using System.Diagnostics;
using System.Globalization;
using Liten.Proof;

namespace Liten.Tests.Combinations;

/// <summary>The combination table of a task's life.</summary>
/// <remarks>
/// Scheduler x body x where it throws x how it is joined x when and by whom it is aborted x when its runtime shuts down. What must
/// come out of a cell is computed by <see cref="Promise"/> from the written promises. <c>LITEN_CELL</c> names the only cell to run.
/// </remarks>
public sealed class TaskLifeTests
{
    private const int ShownMismatches = 20;

    // The rows of a theory run one after the other; each reports what all of them have done up to then.
    private static int s_schedulers;
    private static int s_raw;
    private static int s_cells;
    private static int s_failures;
    private static double s_seconds;

    [Theory]
    [InlineData(nameof(SchedulerKind.OneWorker), 6488)]
    [InlineData(nameof(SchedulerKind.TwoWorkers), 6752)]
    [InlineData(nameof(SchedulerKind.TwoWithoutStealing), 6752)]
    [InlineData(nameof(SchedulerKind.CurrentThread), 6488)]
    public void EveryCell_EndsAsPromised(string name, int count)
    {
        SchedulerKind scheduler = Enum.Parse<SchedulerKind>(name);
        LifeCell[] raw = [.. Enumerable.Range(0, LifeCell.Count).Select(LifeCell.FromNumber).Where(cell => cell.Scheduler == scheduler)];
        LifeCell[] cells = [.. raw.Where(static cell => CellRules.ReasonToLeaveOut(cell) is null)];
        bool alone = int.TryParse(Environment.GetEnvironmentVariable("LITEN_CELL"), CultureInfo.InvariantCulture, out int number);
        Assert.True(!alone || CellRules.ReasonToLeaveOut(LifeCell.FromNumber(number)) is null, $"LITEN_CELL={number} is a cell that is left out.");
        long start = Stopwatch.GetTimestamp();

        var table = new CombinationTable(scheduler);
        table.Run(alone ? [.. cells.Where(cell => cell.Number == number)] : cells);

        IReadOnlyList<string> mismatches = table.FindMismatches();
        Report(name, raw, table.Records, mismatches.Count, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.True(mismatches.Count == 0, $"{mismatches.Count} cells failed:\n{string.Join('\n', mismatches.Take(ShownMismatches))}");
        Assert.Equal(alone ? table.Records.Count : count, table.Records.Count);
    }

    private static void Report(string name, LifeCell[] raw, IReadOnlyList<CellRecord> run, int failures, double seconds)
    {
        s_schedulers++;
        s_raw += raw.Length;
        s_cells += run.Count;
        s_failures += failures;
        s_seconds += seconds;
        Facts.Report("combos", "task-life", ("schedulers", s_schedulers), ("raw", s_raw), ("cells", s_cells), ("failures", s_failures), ("seconds", s_seconds));

        int choices = run.Count(static record => Promise.Of(record.Cell).Count > 1);
        IEnumerable<string> leftOut = raw.Select(CellRules.ReasonToLeaveOut).OfType<string>().CountBy(static reason => reason)
            .Select(static reason => $"  left out {reason.Value}: {reason.Key}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n',
            [$"{name}: {raw.Length} combinations, {run.Count} run, {choices} of them with more than one promised outcome, {failures} failed, {seconds:F1} s", .. leftOut]));
    }
}
