namespace Liten;

/// <summary>Records what the workers run, and writes it while it comes; see README.md beside this file.</summary>
/// <remarks>For the one thread that records; <see cref="Begin"/> may be another's.</remarks>
internal sealed class TimelineRecorder
{
    /// <summary>Nanoseconds between two visits: a ring holds what comes meanwhile.</summary>
    private const long Period = 100 * Nanoseconds.PerMillisecond;

    private readonly RuntimeScheduler _scheduler;
    private readonly TaskHost _host;
    private readonly long _begin;
    private readonly long[] _seen;
    private readonly TurnSlice[] _slices = new TurnSlice[TurnRecording.Capacity];
    private readonly Dictionary<long, string> _names = [];
    private readonly Parker _stop = new();
    private long _lost;

    private TimelineRecorder(RuntimeScheduler scheduler, TaskHost host, long now)
    {
        _scheduler = scheduler;
        _host = host;
        _begin = now;
        _seen = new long[scheduler.Workers.Count];
    }

    /// <summary>Has the workers record; <see cref="Run"/> must follow.</summary>
    public static TimelineRecorder Begin(RuntimeScheduler scheduler, TaskHost host, long now)
    {
        var recorder = new TimelineRecorder(scheduler, host, now);
        scheduler.RecordTurns(isWanted: true);
        return recorder;
    }

    /// <summary>Ends the recording before its time. For any thread.</summary>
    public void Stop() => _stop.Unpark();

    /// <summary>Writes until the time is over, and then the end of the document.</summary>
    /// <exception cref="IOException">The stream does not take it; the recording has ended.</exception>
    public void Run(string runtime, Stream stream, long nanoseconds, Clock realTime)
    {
        try
        {
            using var writer = new TimelineWriter(stream, runtime, _begin);
            long deadline = Nanoseconds.After(realTime.Nanoseconds, nanoseconds);
            bool isOver;
            do
            {
                long left = Nanoseconds.Until(deadline, realTime);
                isOver = _stop.ParkFor(Math.Min(left, Period)) || left == 0;
                Write(writer);
            }
            while (!isOver);

            writer.End(_lost);
        }
        finally
        {
            _scheduler.RecordTurns(isWanted: false);
        }
    }

    private void Write(TimelineWriter writer)
    {
        // A task that lives at no visit has only its number.
        foreach (JoinHandle task in _host.LiveTasks())
        {
            _names.TryAdd(task.Id, task.Describe().ToString());
        }

        IReadOnlyList<WorkerStatus> workers = _scheduler.Workers;
        for (int i = 0; i < workers.Count; i++)
        {
            if (workers[i].Recording is { } recording)
            {
                int count = recording.Read(ref _seen[i], _slices, out int lost);
                _lost += lost;
                foreach (TurnSlice slice in _slices.AsSpan(0, count))
                {
                    writer.Slice(i, slice, NameOf(slice));
                }
            }

            writer.Worker(i, workers[i].Thread.Name);
        }

        writer.Flush();
    }

    private string NameOf(TurnSlice slice) => slice.Task == 0
        ? "code of no task"
        : _names.TryGetValue(slice.Task, out string? name) ? name : $"task {slice.Task}";
}
