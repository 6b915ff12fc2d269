namespace Liten.Testing;

/// <summary>A schedule has failed; the message is the whole report, with the line that replays it.</summary>
public sealed class ScheduleFailedException : Exception
{
    internal ScheduleFailedException(
        string report, ScheduleFailure failure, string replay, int schedule, Exception? inner)
        : base(report, inner)
    {
        Failure = failure;
        Replay = replay;
        Schedule = schedule;
    }

    /// <summary>In which way it has failed.</summary>
    public ScheduleFailure Failure { get; }

    /// <summary>What <see cref="Explore"/>'s Replay takes; empty where nothing could be repeated.</summary>
    public string Replay { get; }

    /// <summary>The number of the schedule, from 0.</summary>
    public int Schedule { get; }
}
