using System.Diagnostics;

namespace Liten;

/// <summary>Whether a runtime is watched, and the thread that does it; see README.md beside this file.</summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal sealed class RuntimeWatch
{
    /// <summary>What counts as a stall where a listener asks and no option says (arbitrary).</summary>
    public static readonly TimeSpan DefaultStallThreshold = TimeSpan.FromSeconds(1);

    private readonly WatchParts _parts;
    private readonly AwakeSignal _signal = new();
    private readonly long _threshold;
    private readonly RuntimeInstruments _instruments;
    private readonly Lazy<Sightings> _sightings;
    private readonly Lazy<StallWatch> _stalls;
    private readonly Lazy<SchedulingSamples> _samples;
    private AtomicFlag _runs;
    private AtomicFlag _ended;

    public RuntimeWatch(WatchParts parts, RuntimeInstruments instruments)
    {
        _parts = parts;
        _instruments = instruments;
        _samples = new(() => new SchedulingSamples(parts, instruments));
        _threshold = Nanoseconds.In(parts.StallThreshold ?? DefaultStallThreshold);
        _sightings = new(() => new Sightings(parts.Scheduler));
        _stalls = new(() => new StallWatch(parts, _threshold));
    }

    /// <summary>What earlier looks have seen. Made at the first one, so that a start is not paid for it.</summary>
    public Sightings Sightings => _sightings.Value;

    /// <summary>How many turns were reported.</summary>
    public long StallCount => _stalls.IsValueCreated ? _stalls.Value.Count : 0;

    /// <summary>Those of them that last.</summary>
    public IReadOnlyList<StallReport> Stalls => _stalls.IsValueCreated ? _stalls.Value.Current : [];

    private bool IsAskedFor => !_ended.IsSet && (WantsStalls || _instruments.WantsSamples);

    private bool WantsStalls
        => _parts.StallThreshold is not null || _instruments.WantsStalls || ProcessTelemetry.WantsStalls;

    /// <summary>Nanoseconds until the next look.</summary>
    private long Period => _instruments.WantsSamples
        ? SchedulingSamples.Period
        : Math.Clamp(_threshold / 4, 2 * Nanoseconds.PerMillisecond, Nanoseconds.PerSecond / 4);

    /// <summary>Somebody asks, or may do so: starts the thread if it is needed (step 1).</summary>
    public void Ask()
    {
        if (!IsAskedFor || !_runs.TrySet())
        {
            return;
        }

        try
        {
            _parts.Threads.Start($"{_parts.ThreadName}-monitor", 0, Run);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // A runtime that is not watched is still one.
            _runs.TryClear();
            _parts.Host.Hooks.Unhandled(exception, null, "the start of the monitor");
        }
    }

    /// <summary>The runtime has ended (step 5). Does not wait for the thread, which may be inside of a hook.</summary>
    public void End()
    {
        if (_ended.TrySet())
        {
            _signal.Wake();
        }
    }

    private void Run()
    {
        do
        {
            WatchWhileAskedFor();
            _runs.TryClear();

            // Who asked in between has seen a thread that runs.
        }
        while (IsAskedFor && _runs.TrySet());
    }

    private void WatchWhileAskedFor()
    {
        SetPatience((int)Math.Clamp(_threshold / Nanoseconds.PerMillisecond / 2, 1, int.MaxValue));
        _parts.Scheduler.Awoken = _signal;
        while (IsAskedFor)
        {
            Look();
            if (_parts.Scheduler.IsAwake)
            {
                _signal.Sleep(Period);
            }
            else
            {
                _signal.SleepUntilAwake(_parts.Scheduler);
            }
        }

        StopSamples();
        _parts.Scheduler.Awoken = null;
        SetPatience(0);
    }

    private void Look()
    {
        try
        {
            long now = _parts.Clock.Nanoseconds;
            IReadOnlyList<WorkerStatus> workers = _parts.Scheduler.Workers;
            Sightings.Look(workers, now);
            if (WantsStalls)
            {
                _stalls.Value.Look(workers, now);
            }

            if (_instruments.WantsSamples)
            {
                _samples.Value.Look(workers, now);
            }
            else
            {
                StopSamples();
            }
        }
        catch (Exception exception)
        {
            // Memory is full, or a listener has thrown: the next look may go well.
            _parts.Host.Hooks.Unhandled(exception, null, "the monitor");
        }
    }

    private void StopSamples()
    {
        if (_samples.IsValueCreated)
        {
            _samples.Value.Stop();
        }
    }

    private void SetPatience(int milliseconds)
    {
        // What a thread needs for its first stack is there before one is stuck.
        _ = new StackTrace(fNeedFileInfo: false);
        foreach (SynchronizationContext context in _parts.Scheduler.Contexts)
        {
            (context as LitenSynchronizationContext)?.WatchWaits(milliseconds);
        }
    }
}
