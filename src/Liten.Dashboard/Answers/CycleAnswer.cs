namespace Liten;

/// <summary>Tasks that wait for each other.</summary>
internal sealed record CycleAnswer(
    IReadOnlyList<TaskRowAnswer> Tasks, int Behind, bool HasToken);
