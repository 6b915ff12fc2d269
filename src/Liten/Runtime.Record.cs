namespace Liten;

/// <content>Timelines of the workers, to be looked at afterwards.</content>
public sealed partial class Runtime
{
    private AtomicFlag _isRecorded;

    /// <summary>
    /// Records what each worker runs, for a while, in the Trace Event Format: open it with Perfetto, chrome://tracing
    /// or speedscope.
    /// </summary>
    /// <param name="stream">Is written to while the recording goes on, and left open.</param>
    /// <param name="duration">Zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the recording before its time; what was recorded is whole.</param>
    /// <returns>Ends when all is written; with the stream's exception if that takes it no more.</returns>
    /// <remarks>
    /// <para>
    /// A turn is one slice, named after the task that ran last in it. Turns below 20 µs become one slice of at most
    /// 100 µs, with their number and the time they took together. Workers read the clock between any two turns
    /// meanwhile, which costs a turn about 30 ns; they hear of the recording within 16 turns of its begin and of its
    /// end. A turn that has not ended by then is not in it.
    /// </para>
    /// <para>One recording at a time. Nothing is paid while there is none.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The runtime is being recorded already, or is a current-thread runtime, whose turns are not timed.
    /// </exception>
    /// <example>
    /// <code>
    /// using FileStream file = File.Create("orders.json");
    /// await runtime.Record(file, TimeSpan.FromSeconds(5));
    /// </code>
    /// </example>
    public Task Record(Stream stream, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long nanoseconds = ToNanoseconds(duration);
        if (_options.CurrentThread)
        {
            throw new InvalidOperationException(
                "A current-thread runtime cannot be recorded: its turns are not timed. Use one with worker threads.");
        }

        if (!_isRecorded.TrySet())
        {
            throw new InvalidOperationException(
                $"The runtime {Name} is being recorded already. Await the task of that recording, or cancel it.");
        }

        var recorder = TimelineRecorder.Begin(_scheduler, _host, _timers.Clock.Nanoseconds);
        var record = new Task(
            () => WriteRecording(recorder, stream, nanoseconds, cancellationToken),
            TaskCreationOptions.RunContinuationsAsynchronously);
        StartThread("record", () => record.RunSynchronously(TaskScheduler.Default));
        return record;
    }

    private void WriteRecording(
        TimelineRecorder recorder, Stream stream, long nanoseconds, CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static recorder => ((TimelineRecorder)recorder!).Stop(), recorder);
        try
        {
            recorder.Run(Name, stream, nanoseconds, new Clock());
        }
        finally
        {
            registration.Dispose();
            _isRecorded.TryClear();
        }
    }
}
