namespace Liten;

/// <summary>One worker as the metrics see it.</summary>
/// <param name="Thread">The worker's own thread.</param>
/// <param name="Counters">What it has done.</param>
/// <param name="Turn">The turn of the thread that is the worker now.</param>
/// <param name="LocalQueueDepth">What is in its queue.</param>
/// <param name="BetweenTurnsAt">When it was seen between two turns: a moment of its clock, or 0.</param>
/// <param name="Samples">Nanoseconds of some of its turns; null while nobody listens.</param>
/// <param name="Recording">All of its turns; null while nobody records.</param>
internal readonly record struct WorkerStatus(
    ThreadInfo Thread,
    WorkerCounters Counters,
    Turn Turn,
    int LocalQueueDepth,
    long BetweenTurnsAt,
    SampleRing? Samples = null,
    TurnRecording? Recording = null)
{
    /// <summary>For how long the worker is in its turn: so long, or shorter by what ran just before it.</summary>
    public long TurnAge(long now)
        => Turn.IsRunning ? Math.Max(0, now - Math.Max(BetweenTurnsAt, Counters.AwakeSince)) : 0;
}
