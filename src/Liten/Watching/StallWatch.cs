namespace Liten;

/// <summary>Finds the workers that are in one turn for too long, and reports each such turn once.</summary>
/// <remarks>Thread safety: <see cref="Look"/> is for one thread, the rest for any.</remarks>
internal sealed class StallWatch
{
    /// <summary>A thread that used less of its time than one part in so many did not compute (arbitrary).</summary>
    private const int LeastShareOfComputing = 4;

    private readonly WatchParts _parts;
    private readonly long _threshold;
    private readonly Suspect[] _suspects;
    private AtomicCounter _count;
    private Published<IReadOnlyList<StallReport>> _current;

    /// <param name="parts">The runtime.</param>
    /// <param name="threshold">Nanoseconds from which on a turn is a stall.</param>
    public StallWatch(WatchParts parts, long threshold)
    {
        _parts = parts;
        _threshold = threshold;
        _suspects = [.. parts.Scheduler.Workers.Select(static _ => new Suspect())];
        _current.Set([]);
    }

    /// <summary>How many were ever reported.</summary>
    public long Count => _count.Value;

    /// <summary>Those that last.</summary>
    public IReadOnlyList<StallReport> Current => _current.Value!;

    /// <summary>Looks at each worker.</summary>
    public void Look(IReadOnlyList<WorkerStatus> workers, long now)
    {
        bool changed = false;
        for (int i = 0; i < _suspects.Length; i++)
        {
            changed |= _suspects[i].Observe(workers[i], now) && _suspects[i].TakeReport() is not null;
        }

        int stalled = _suspects.Count(suspect => suspect.Age(now) >= _threshold);
        for (int i = 0; i < _suspects.Length; i++)
        {
            changed |= ReportIfDue(_suspects[i], workers[i], stalled, now);
        }

        if (changed)
        {
            _current.Set([.. _suspects.Select(static suspect => suspect.Report).OfType<StallReport>()]);
        }
    }

    private bool ReportIfDue(Suspect suspect, WorkerStatus worker, int stalled, long now)
    {
        long age = suspect.Age(now);
        if (age < _threshold / 2 || suspect.Report is not null)
        {
            return false;
        }

        StallKind kind = KindOf(worker.Turn.Thread?.Read() ?? default, suspect, now);
        string[] stack = age < _threshold ? [] : BlockedStack.Read(worker.Turn);

        // A thread that waits by .NET's means leaves its stack when half of the threshold is over.
        bool mayTellYet = stack.Length == 0 && age < _threshold + (_threshold / 2);
        if (mayTellYet || worker.Counters.Polls != suspect.Turns)
        {
            return false;
        }

        var report = Describe(suspect, worker, stack, kind, stalled, now);
        suspect.Report = report;
        _count.Add(1);
        ProcessTelemetry.Stalled(report);
        _parts.Host.Hooks.Stalled(report);
        return true;
    }

    private StallReport Describe(
        Suspect suspect, WorkerStatus worker, string[] stack, StallKind kind, int stalled, long now) => new()
        {
            Runtime = _parts.Name,
            Worker = worker.Thread,
            Task = worker.Turn.Owner?.Describe(),
            Kind = stack.Length > 0 ? StallKind.Blocked : kind,
            Duration = Nanoseconds.ToTimeSpan(suspect.Age(now)),
            Method = BlockedStack.MethodOf(stack),
            Stack = stack,
            QueuedBehind = worker.LocalQueueDepth,
            InjectionQueueDepth = _parts.Scheduler.InjectionQueueDepth,
            StalledWorkers = stalled,
            Workers = _suspects.Length,
        };

    /// <summary>The state at one moment may be chance: what was used since an earlier one counts as well.</summary>
    private static StallKind KindOf(ThreadReading reading, Suspect suspect, long now)
    {
        (long At, TimeSpan Used) first = suspect.FirstReading ??= (now, reading.ProcessorTime);
        long used = Nanoseconds.In(reading.ProcessorTime - first.Used);
        bool computes = reading.IsRunning || (used > 0 && used >= (now - first.At) / LeastShareOfComputing);
        return computes ? StallKind.Computing
            : reading.IsWaiting ? StallKind.Blocked
            : StallKind.Unknown;
    }

    /// <summary>One worker, and since when it is in the same turn.</summary>
    private sealed class Suspect
    {
        private long _since;
        private bool _isInTurn;

        public long Turns { get; private set; }

        public (long At, TimeSpan Used)? FirstReading { get; set; }

        public StallReport? Report { get; set; }

        public long Age(long now) => _isInTurn ? now - _since : 0;

        /// <returns>Whether this is another turn than at the last look, or none.</returns>
        public bool Observe(WorkerStatus worker, long now)
        {
            long turns = worker.Counters.Polls;
            bool isInTurn = worker.Turn.IsRunning;
            if (isInTurn && _isInTurn && turns == Turns)
            {
                return false;
            }

            (Turns, _isInTurn, _since, FirstReading) = (turns, isInTurn, now, null);
            return true;
        }

        public StallReport? TakeReport()
        {
            StallReport? report = Report;
            Report = null;
            return report;
        }
    }
}
