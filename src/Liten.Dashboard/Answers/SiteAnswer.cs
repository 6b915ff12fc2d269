namespace Liten;

/// <summary>The tasks that were spawned at one place.</summary>
internal sealed record SiteAnswer(
    string Site,
    int Count,
    int Queued,
    int Ready,
    int Running,
    int Waiting,
    int Blocking,
    string? TopWait,
    long OldestId,
    double OldestAge,
    double Growth);
