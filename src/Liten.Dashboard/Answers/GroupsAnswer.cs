namespace Liten;

/// <summary>Tasks, counted by what they have in common.</summary>
internal sealed record GroupsAnswer(
    IReadOnlyList<GroupAnswer> Items, int Counted, int Alive, double Pause);
