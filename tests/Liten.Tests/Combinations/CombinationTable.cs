using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Liten.Tests.Combinations;

/// <summary>Runs the cells of one scheduler, one after the other, and compares what it sees with what is promised.</summary>
internal sealed class CombinationTable(SchedulerKind scheduler)
{
    /// <summary>Patience, not a threshold: reached only by a cell that hangs.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly List<CellRecord> _records = [];
    private readonly string _threadName = $"cmb{(int)scheduler}";
    private CellRuntime? _shared;
    private CellRuntime? _own;
    private CellRuntime? _elsewhere;

    public IReadOnlyList<CellRecord> Records => _records;

    /// <summary>Runs cells to their ends. Fails, with a dump, when one hangs.</summary>
    public void Run(IReadOnlyList<LifeCell> cells)
    {
        _records.AddRange(cells.Select(static cell => new CellRecord(cell)));
        int done = 0;
        ExceptionDispatchInfo? failure = null;
        using var end = new ManualResetEventSlim();
        var thread = new Thread(RunAll) { IsBackground = true, Name = "combinations" };
        thread.Start();
        Watch(end, () => Volatile.Read(ref done));
        thread.Join();
        failure?.Throw();
        CollectDropped();

        void RunAll()
        {
            try
            {
                RunCells(() => Volatile.Write(ref done, done + 1));
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            end.Set();
        }
    }

    /// <summary>One line for each cell whose outcome is not a promised one.</summary>
    public IReadOnlyList<string> FindMismatches()
    {
        var lines = new List<string>();
        foreach (CellRecord record in _records)
        {
            IReadOnlyList<Outcome> promised = Promise.Of(record.Cell);
            Outcome seen = record.ToOutcome();
            if (!promised.Contains(seen))
            {
                lines.Add($"{record.Cell}: expected {string.Join(" or ", promised)}, seen {seen}; alone: LITEN_CELL={record.Cell.Number}");
            }
        }

        return lines;
    }

    private void RunCells(Action done)
    {
        _elsewhere = new CellRuntime(SchedulerKind.OneWorker, s_patience, $"{_threadName}e");
        _shared = new CellRuntime(scheduler, s_patience, $"{_threadName}s");
        foreach (CellRecord record in _records)
        {
            if (record.Cell.Shutdown == ShutdownTime.AfterItsEnd)
            {
                new CellRun(record, _shared, _elsewhere).Run();
            }
            else
            {
                // Only a task that ignores its token may be given up, and such a task need not be waited for.
                TimeSpan abandonAfter = record.Cell.Shutdown == ShutdownTime.ForeignWait ? TimeSpan.Zero : TimeSpan.FromDays(1);
                _own = new CellRuntime(scheduler, abandonAfter, $"{_threadName}o");
                new CellRun(record, _own, _elsewhere).Run();
                _own = null;
            }

            done();
        }

        _shared.BeginShutdown()();
        _elsewhere.BeginShutdown()();
        _shared = null;
        _elsewhere = null;

        // The system sees a thread for a moment after its last managed code.
        Waiting.Until(() => ThreadCensus.SystemThreads(_threadName).Length == 0);
    }

    private void Watch(ManualResetEventSlim end, Func<int> done)
    {
        int seen = -1;
        long seenAt = Stopwatch.GetTimestamp();
        while (!end.Wait(TimeSpan.FromSeconds(0.5)))
        {
            if (done() != seen)
            {
                seen = done();
                seenAt = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(seenAt) > s_patience && !Debugger.IsAttached)
            {
                Assert.Fail(Dump(_records[Math.Min(seen, _records.Count - 1)]));
            }
        }
    }

    private string Dump(CellRecord record)
    {
        var text = new StringBuilder($"{record.Cell} hangs, waiting for {record.Step}; alone: LITEN_CELL={record.Cell.Number}\n");
        text.Append($"expected {string.Join(" or ", Promise.Of(record.Cell))}\nup to now {record.ToOutcome()}\n");
        foreach (CellRuntime? place in (CellRuntime?[])[_own ?? _shared, _elsewhere])
        {
            text.Append(place?.Dump()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Has the exceptions of dropped tasks reported: their runtimes and the thread that dropped them are gone.</summary>
    private static void CollectDropped()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
