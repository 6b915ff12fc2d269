namespace Liten;

/// <summary>Some of the live tasks of a runtime, as a <see cref="TaskQuery"/> has asked for them.</summary>
/// <param name="Items">The tasks, in the order of the query.</param>
/// <param name="Matching">How many tasks the query has found, on this page and beyond it.</param>
/// <param name="Alive">How many tasks and blocking jobs were alive.</param>
/// <param name="Next">
/// What to put into <see cref="TaskQuery.After"/> for the next page; null if this is the last one.
/// </param>
public sealed record TaskPage(IReadOnlyList<TaskSnapshot> Items, int Matching, int Alive, string? Next);
