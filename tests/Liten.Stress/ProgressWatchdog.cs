using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Liten.Stress;

/// <summary>
/// Runs a scenario on a thread of its own and fails when it makes no progress for 10 seconds: a lost wake-up shows up as a hang,
/// and the dump says where.
/// </summary>
internal sealed class ProgressWatchdog
{
    private const int LooksInPatience = 40;

    private static readonly TimeSpan s_usualPatience = TimeSpan.FromSeconds(10);

    private readonly string _scenario;
    private readonly TimeSpan _patience;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<Runtime> _runtimes = [];
    private readonly Lock _lock = new();
    private long _progress;
    private TaskTally _tally;

    private ProgressWatchdog(string scenario, TimeSpan patience)
    {
        _scenario = scenario;
        _patience = patience;
    }

    /// <summary>Seeds every choice of the scenario.</summary>
    public int Seed { get; } = StressSettings.Seed;

    /// <summary>Whether the scenario has still time for another round.</summary>
    public bool TimeIsLeft => Stopwatch.GetElapsedTime(_start) < StressSettings.Duration;

    /// <summary>Whether a scenario that counts its rounds does this one, the first being 0. Among hogs it ends with its time, as there is no telling what a round takes.</summary>
    public bool GoesOn(int round, int usual) => round < StressSettings.Rounds(usual) && (TimeIsLeft || !HogThreads.AreBurning);

    /// <summary>Runs a scenario to its end; throws what it throws, with the seed.</summary>
    public static void Run(Action<ProgressWatchdog> scenario, TimeSpan? patience = null, [CallerMemberName] string name = "")
    {
        var watchdog = new ProgressWatchdog(name, patience ?? s_usualPatience);
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                scenario(watchdog);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            done.Set();
        })
        {
            IsBackground = true,
            Name = "stress",
        };
        thread.Start();
        watchdog.Watch(done);
        if (failure is not null)
        {
            throw new InvalidOperationException($"{watchdog.Title}: {failure.SourceException.Message}", failure.SourceException);
        }

        watchdog.ReportFact();
    }

    /// <summary>Adds a runtime to the dump.</summary>
    public Runtime Watch(RuntimeBuilder builder)
    {
        Runtime runtime = LifeCensus.Build(builder.OnUnhandledException(_ => { }));
        lock (_lock)
        {
            _runtimes.Add(runtime);
        }

        return runtime;
    }

    /// <summary>Disposes a runtime and checks that it counted as many ends as starts.</summary>
    public void Close(Runtime runtime)
    {
        runtime.Dispose();
        lock (_lock)
        {
            _runtimes.Remove(runtime);
        }

        Assert.Equal(runtime.Metrics.SpawnedTasks, runtime.Metrics.CompletedTasks);
        Assert.Empty(RuntimeDump.HostOf(runtime).LiveTasks());
        Assert.Equal(0, runtime.Metrics.LiveTimers);
    }

    /// <summary>So many operations have come to their end. Not for every tiny step: all threads write the same number.</summary>
    public void Progress(int operations = 1) => Interlocked.Add(ref _progress, operations);

    /// <summary>Adds tasks whose ledger was settled to the scenario's fact.</summary>
    public void Report(TaskTally tally)
    {
        lock (_lock)
        {
            _tally += tally;
        }
    }

    /// <summary>Waits for what only other threads can bring about, in vain at most until the watchdog notices.</summary>
    public static void Until(Func<bool> condition)
    {
        while (!condition())
        {
            Thread.Yield();
        }
    }

    private string Title => $"{_scenario}, LITEN_STRESS_SEED={Seed}";

    private void Watch(ManualResetEventSlim done)
    {
        long seen = -1;
        long seenAt = Stopwatch.GetTimestamp();
        while (!done.Wait(_patience / LooksInPatience))
        {
            LifeCensus.AddTasksOf(Runtimes());
            long progress = Interlocked.Read(ref _progress);
            if (progress != seen)
            {
                seen = progress;
                seenAt = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(seenAt) > _patience && !Debugger.IsAttached)
            {
                Assert.Fail($"{Title}: no progress after step {seen} for {_patience.TotalSeconds} s\n{RuntimeDump.Of(Runtimes())}");
            }
        }
    }

    /// <summary>Nothing was lost, or the scenario would have failed.</summary>
    private void ReportFact() => Facts.Report(
        "stress",
        ScenarioId.Of(TestContext.Current.Test?.TestDisplayName ?? _scenario),
        ("ops", Interlocked.Read(ref _progress)),
        ("spawned", _tally.Spawned),
        ("completed", _tally.Completed),
        ("faulted", _tally.Faulted),
        ("aborted", _tally.Aborted),
        ("lost", 0),
        ("seconds", Stopwatch.GetElapsedTime(_start).TotalSeconds),
        ("seed", Seed));

    private Runtime[] Runtimes()
    {
        lock (_lock)
        {
            return [.. _runtimes];
        }
    }
}
