namespace Liten;

/// <summary>Tasks of a list that are alike.</summary>
internal sealed record GroupAnswer(
    string Title,
    string? Site,
    int Count,
    int Queued,
    int Ready,
    int Running,
    int Waiting,
    int Blocking,
    string? TopWait,
    long OldestId,
    double OldestAge,
    IReadOnlyList<FrameAnswer> Stack);
