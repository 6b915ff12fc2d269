namespace Liten;

/// <summary>A task of the wait graph, or some that are alike.</summary>
internal sealed record NodeAnswer(
    string Key, long Id, string? Name, string Site, int Runtime, int Count, LiveTaskState State, bool IsInCycle);
