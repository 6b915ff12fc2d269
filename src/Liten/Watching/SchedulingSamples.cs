namespace Liten;

/// <summary>How long turns are and how long queued items wait, by samples, while somebody listens.</summary>
/// <remarks>For the monitor's thread.</remarks>
internal sealed class SchedulingSamples(WatchParts parts, RuntimeInstruments instruments)
{
    /// <summary>Nanoseconds between two looks: as many turns as a ring holds are seen of each worker.</summary>
    public const long Period = 10 * Nanoseconds.PerMillisecond;

    /// <summary>Nanoseconds between two probes: ten items a second that do nothing.</summary>
    private const long ProbePeriod = 100 * Nanoseconds.PerMillisecond;

    private readonly DelayProbe _probe = new(parts.Scheduler, parts.Clock);
    private readonly long[] _seen = new long[parts.Scheduler.Workers.Count];
    private readonly long[] _values = new long[SampleRing.Capacity];
    private readonly KeyValuePair<string, object?> _tag = new(RuntimeInstruments.RuntimeTag, parts.Name);
    private long _lastProbe;
    private bool _isOn;

    /// <summary>Records what has come since the last look, and has more come.</summary>
    public void Look(IReadOnlyList<WorkerStatus> workers, long now)
    {
        SwitchTo(isOn: true);
        for (int i = 0; i < workers.Count; i++)
        {
            int count = workers[i].Samples?.Read(ref _seen[i], _values) ?? 0;
            for (int k = 0; k < count; k++)
            {
                instruments.RecordTurn(_values[k], _tag);
            }
        }

        if (_probe.TakeDelay() is { } delay)
        {
            instruments.RecordDelay(delay, _tag);
        }

        // An idle runtime is left alone.
        if (now - _lastProbe >= ProbePeriod && parts.Scheduler.IsAwake)
        {
            _lastProbe = now;
            _probe.Send(now);
        }
    }

    public void Stop() => SwitchTo(isOn: false);

    private void SwitchTo(bool isOn)
    {
        if (_isOn != isOn)
        {
            _isOn = isOn;
            Array.Clear(_seen);
            parts.Scheduler.SampleTurns(isOn);
        }
    }
}
