using System.Diagnostics;
using Liten.Soak.Loads;

namespace Liten.Soak;

/// <summary>One run from the first batch to the verdict.</summary>
internal sealed class SoakRun
{
    /// <summary>Limits of growth over the whole run; what the tests of the library would never notice, and a service would after months.</summary>
    private const double MostManagedMegabytes = 4;
    private const double MostResidentMegabytes = 32;
    private const double MostThreads = 10;
    private const double MostOpenFiles = 10;

    private const double Megabyte = 1024 * 1024;
    private const int LongestInterval = 3600;
    private const string ThreadName = "soak-main";

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly CommandLine _commandLine;
    private readonly CancellationToken _interrupt;
    private readonly CancellationTokenSource _stop = new();
    private readonly Runtime _runtime;
    private readonly SpawnLoad _spawnLoad = new();
    private readonly LoadRunner[] _runners;
    private readonly LatencyProbe _probe;
    private readonly Growth _managed = new("managed memory (MiB)", MostManagedMegabytes);
    private readonly Growth _resident = new("resident memory (MiB)", MostResidentMegabytes);
    private readonly Growth _threads = new("the number of threads", MostThreads);
    private readonly Growth _openFiles = new("the number of open files", MostOpenFiles);
    private readonly List<Interval> _intervals = [];
    private readonly List<string> _failures = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _intervalStart;
    private long _operationsBefore;
    private int _unhandled;

    public SoakRun(CommandLine commandLine, CancellationToken interrupt)
    {
        _commandLine = commandLine;
        _interrupt = interrupt;
        _runtime = Runtime.CreateBuilder().WorkerThreadName(ThreadName).OnUnhandledException(Count).Build();
        Load[] loads = [_spawnLoad, new TimerLoad(), new CancellationLoad(), new MutexLoad(), new OneshotLoad(), new BlockingLoad(), new ChurnLoad(), new ForeignLoad()];
        _runners = [.. loads.Select((load, i) => new LoadRunner(load, commandLine.Seed + i, _stop.Token))];
        _probe = new LatencyProbe(_runtime, _stop.Token);
    }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    private TimeSpan IntervalLength => TimeSpan.FromSeconds(Math.Min(LongestInterval, _commandLine.Duration.TotalSeconds / 10));

    /// <summary>Runs to the end, to an interrupt, or to the first failure.</summary>
    public Verdict Run(Action<Interval> show)
    {
        _probe.Start();
        Array.ForEach(_runners, runner => runner.Start(_runtime));
        var stall = new StallWatch(_runners, (int)(s_patience / s_tick));
        while (_failures.Count == 0 && !_interrupt.IsCancellationRequested && _intervalStart < _commandLine.Duration)
        {
            TimeSpan intervalEnd = TimeSpan.FromTicks(Math.Min((_intervalStart + IntervalLength).Ticks, _commandLine.Duration.Ticks));
            TimeSpan left = intervalEnd - Elapsed;
            _interrupt.WaitHandle.WaitOne(left < s_tick ? TimeSpan.FromTicks(Math.Max(left.Ticks, 0)) : s_tick);
            Check(stall, left >= s_tick);
            if (Elapsed >= intervalEnd || _interrupt.IsCancellationRequested)
            {
                EndInterval(intervalEnd);
                show(_intervals[^1]);
            }
        }

        return End();
    }

    private void Check(StallWatch stall, bool isWholeTick)
    {
        foreach (LoadRunner runner in _runners.Where(static runner => runner.Task!.IsCompleted))
        {
            Exception? reason = runner.Task!.ObserveFailure();
            _failures.Add($"{runner.Name}: {reason?.Message ?? "ended by itself"}");
        }

        if (isWholeTick && stall.FindStalled() is { } stalled)
        {
            _failures.Add($"{stalled}: no progress for {s_patience.TotalSeconds} s\n{RuntimeDump.Of([_runtime])}");
        }
    }

    private void EndInterval(TimeSpan nextStart)
    {
        long operations = _runners.Sum(static runner => runner.Operations);
        double seconds = (Elapsed - _intervalStart).TotalSeconds;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        long managed = heap.HeapSizeBytes - heap.FragmentedBytes; // GetTotalMemory guesses what threads are allocating meanwhile, and may be negative.
        ProcessFigures process = ProcessFigures.Read();
        _managed.Add(Elapsed, managed / Megabyte);
        _resident.Add(Elapsed, process.ResidentBytes / Megabyte);
        _threads.Add(Elapsed, process.Threads);
        _openFiles.Add(Elapsed, process.OpenFiles);
        _intervals.Add(new Interval(
            _intervals.Count + 1,
            Elapsed,
            (operations - _operationsBefore) / seconds,
            managed,
            process,
            _probe.Histogram.Take(),
            _managed.Trend,
            _resident.Trend));
        _operationsBefore = operations;
        _intervalStart = nextStart;
    }

    private Verdict End()
    {
        TimeSpan elapsed = Elapsed;
        _stop.Cancel();
        if (SpinWait.SpinUntil(() => _runners.All(static runner => runner.Task!.IsCompleted), s_patience) && _probe.TryJoin(s_patience))
        {
            EndRuntime();
        }
        else if (_failures.Count == 0)
        {
            _failures.Add($"the loads do not end: no progress for {s_patience.TotalSeconds} s\n{RuntimeDump.Of([_runtime])}");
        }

        _failures.AddRange(new[] { _managed, _resident, _threads, _openFiles }.Select(static growth => growth.FindLeak()).OfType<string>());
        return new Verdict(
            _commandLine.Seed, elapsed, _interrupt.IsCancellationRequested, _failures, _intervals, [.. _runners.Select(static runner => (runner.Name, runner.Operations))],
            _spawnLoad.Tally, _managed.Trend, _resident.Trend);
    }

    private void EndRuntime()
    {
        foreach (LoadRunner runner in _runners)
        {
            // What went wrong earlier has been noted when it was seen.
            Exception? reason = runner.Task!.ObserveFailure();
            Require(reason is null || _failures.Count > 0, $"{runner.Name}: {reason?.Message}");
        }

        ShutdownReport report = _runtime.Shutdown(s_patience);
        RuntimeMetrics metrics = _runtime.Metrics;
        Require(report.IsComplete, $"the shutdown has left something: {report}");
        Require(metrics.SpawnedTasks == metrics.CompletedTasks, $"{metrics.SpawnedTasks} tasks were spawned, {metrics.CompletedTasks} ended");
        Require(metrics.LiveTimers == 0, $"{metrics.LiveTimers} timers are left");
        bool threadsEnded = SpinWait.SpinUntil(
            static () => ProcessFigures.CountThreads(ThreadName) + ProcessFigures.CountThreads(ChurnLoad.ThreadName) == 0, s_patience);
        Require(threadsEnded, "threads of runtimes that have ended are left");
        Require(_unhandled == 0, $"{_unhandled} exceptions reached nobody");
    }

    private void Require(bool holds, string failure)
    {
        if (!holds)
        {
            _failures.Add(failure);
        }
    }

    /// <summary>Bodies that throw on purpose are joined, but not awaited; what else comes here is a failure.</summary>
    private void Count(UnhandledExceptionInfo info)
    {
        if (info.Exception is not PlannedException)
        {
            Interlocked.Increment(ref _unhandled);
        }
    }
}
