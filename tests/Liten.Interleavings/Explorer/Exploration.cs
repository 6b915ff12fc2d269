using System.Diagnostics.CodeAnalysis;

namespace Liten.Interleavings;

/// <summary>Runs one schedule of a scenario after another, until the strategy has none left or one fails.</summary>
/// <remarks>
/// There is no thread that directs: whichever thread ends a schedule prepares the next one, and the test's thread waits for the
/// last. A schedule that fails is abandoned as it stands, with its threads, because code that must not be left cannot be unwound.
/// </remarks>
internal sealed class Exploration
{
    private const int MostRestarts = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly Scenario _scenario;
    private readonly Strategy _strategy;
    private readonly ScenarioSettings _settings;
    private readonly long _mostSchedules;
    private readonly bool _traces;
    private readonly ManualResetEventSlim _done = new();
    private List<ActorThread> _threads = [];
    private Execution? _execution;
    private Model? _model;
    private bool _warm;
    private int _restarts;
    private string? _failure;
    private bool _restart;

    private Exploration(Scenario scenario, Strategy strategy, ScenarioSettings settings, long mostSchedules, bool traces)
    {
        _scenario = scenario;
        _strategy = strategy;
        _settings = settings;
        _mostSchedules = mostSchedules;
        _traces = traces;
        Memory = new MemoryLimit(scenario.Id, settings.MostBytes);
    }

    public MemoryLimit Memory { get; }

    private long Schedules { get; set; }

    private long Redundant { get; set; }

    private long Steps { get; set; }

    private int LongestSchedule { get; set; }

    /// <summary>Explores and returns what was found; throws nothing for a failing schedule.</summary>
    public static ExplorationResult Run(Scenario scenario, Strategy strategy, ScenarioSettings settings, long mostSchedules = long.MaxValue, bool traces = false)
    {
        ExplorerProcess.Prepare();
        var exploration = new Exploration(scenario, strategy, settings, mostSchedules, traces);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        exploration.RunToEnd();
        QuietHeap.End();
        return new ExplorationResult
        {
            Scenario = scenario,
            Settings = settings,
            Schedules = exploration.Schedules,
            Redundant = exploration.Redundant,
            Steps = exploration.Steps,
            LongestSchedule = exploration.LongestSchedule,
            MostActors = exploration._threads.Count,
            IsComplete = strategy.IsComplete && exploration._failure is null,
            Failure = exploration._failure,
            Decisions = exploration._failure is null ? "" : exploration._execution!.Decisions.ToString(),
            Trace = exploration._execution?.Trace ?? [],
            Seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    public ActorThread ThreadFor(int actor)
    {
        while (_threads.Count <= actor)
        {
            _threads.Add(new ActorThread(this, _threads.Count));
        }

        return _threads[actor];
    }

    /// <summary>Judges the schedule that has ended and prepares the next one; null when that was the last.</summary>
    public Actor? NextSchedule(Execution ended)
    {
        try
        {
            if (!_warm)
            {
                // The first one initialized types and compiled methods; it is run again.
                _warm = true;
                return Begin();
            }

            if (QuietHeap.WasDisturbed)
            {
                throw new NotRepeatableException();
            }

            if (!_strategy.IsRedundant)
            {
                Schedules++;
                LongestSchedule = Math.Max(LongestSchedule, ended.Steps);
                ThreadStatics.Reset();
                _model!.CheckEnd();
            }
            else
            {
                Redundant++;
            }

            Steps += ended.Steps;
            Memory.Look();
            if (Memory.IsOverdrawn)
            {
                _execution = ended;
                _failure = Memory.Report(ended);
            }
            else if (_strategy.Advance() && Schedules < _mostSchedules)
            {
                return Begin();
            }
        }
        catch (NotRepeatableException)
        {
            _restart = true;
        }
        catch (Exception exception)
        {
            _failure = $"at the end: {exception}";
        }

        Release();
        return null;
    }

    /// <summary>Gives the schedule up, with a reason if it has failed and without one if it must be repeated.</summary>
    [DoesNotReturn]
    public void Abandon(Execution execution, string? reason)
    {
        GiveUp(execution, QuietHeap.WasDisturbed ? null : reason);
    }

    /// <summary>The same for a reason that stands also where the collector has run.</summary>
    [DoesNotReturn]
    public void GiveUp(Execution execution, string? reason)
    {
        _execution = execution;
        _failure = reason;
        _restart = reason is null;
        Schedules += reason is null ? 0 : 1;
        _done.Set();
        System.Threading.Thread.Sleep(Timeout.Infinite);
        throw new InvalidOperationException("unreachable");
    }

    private void RunToEnd()
    {
        do
        {
            _restart = false;
            _threads = [];
            _done.Reset();
            Begin().Baton.Pass();
            WaitForEnd();
            if (_restart)
            {
                _strategy.Restart();
                Schedules = 0;
                Redundant = 0;
                Steps = 0;
                _failure = ++_restarts > MostRestarts ? "the scenario does not repeat: the same decisions lead elsewhere, or the garbage collector runs in the middle of schedules" : null;
            }
        }
        while (_restart && _failure is null);
    }

    private Actor Begin()
    {
        QuietHeap.Renew();
        Strategy strategy = _warm ? _strategy : new Replay("");
        _execution = new Execution(this, strategy, _settings) { Trace = _traces ? [] : null };
        _model = new Model(_execution);

        // Set-up runs on whichever thread ended the schedule before: what that one's actor left there must not be seen.
        ThreadStatics.Reset();
        _scenario.SetUp(_model);
        return _execution.First();
    }

    private void WaitForEnd()
    {
        (long Schedules, int Steps) seen = default;
        long since = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!_done.Wait(s_period))
        {
            Execution execution = _execution!;
            Memory.Watch(execution);
            if (seen != (Schedules, execution.Steps))
            {
                seen = (Schedules, execution.Steps);
                since = System.Diagnostics.Stopwatch.GetTimestamp();
            }
            else if (System.Diagnostics.Stopwatch.GetElapsedTime(since) > s_patience)
            {
                _failure = $"the explorer hangs after {execution.LastAccess}: an actor waits for something that is not modelled, or never ends.";
                return;
            }
        }
    }

    /// <summary>Ends the other threads and lets the test go on.</summary>
    private void Release()
    {
        foreach (ActorThread thread in _threads)
        {
            thread.Next = null;
            thread.Baton.Pass();
        }

        _done.Set();
    }
}
