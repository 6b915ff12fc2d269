namespace Liten;

/// <summary>The counters of a runtime at one moment, and what has happened since the moment before.</summary>
internal sealed record SampleAnswer(
    long At,
    double[] Busy,
    bool[] Stuck,
    double Turns,
    double Spawned,
    double Completed,
    long Alive,
    int Queued,
    int BlockingQueue);
