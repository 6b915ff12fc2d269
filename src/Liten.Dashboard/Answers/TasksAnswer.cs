namespace Liten;

/// <summary>A page of a list of tasks.</summary>
internal sealed record TasksAnswer(
    IReadOnlyList<TaskRowAnswer> Items, int Matching, int Alive, string? Next, double Pause);
