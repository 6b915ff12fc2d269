namespace Liten;

/// <summary>Something that tasks wait for, who has it, and how many wait.</summary>
internal sealed record WaitGroupAnswer(
    int Runtime,
    string Subject,
    string? Name,
    TaskWaitKind Kind,
    int Count,
    long OldestId,
    double OldestAge,
    TaskRowAnswer? Holder);
