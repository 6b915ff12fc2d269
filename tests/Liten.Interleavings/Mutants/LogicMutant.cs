namespace Liten.Interleavings;

/// <summary>A mistake in the logic around the atomic operations: an edit that leaves all of them as they are.</summary>
/// <param name="Id">Its name for ever.</param>
/// <param name="Mistake">What is wrong then.</param>
/// <param name="Scenario">The scenario whose property must fail.</param>
/// <param name="File">The source file, by its path in the library.</param>
/// <param name="Right">The code as it is; it must stand there exactly once.</param>
/// <param name="Wrong">The code with the mistake.</param>
public sealed record LogicMutant(string Id, string Mistake, string Scenario, string File, string Right, string Wrong)
    : SourceEdit(Id, File, Right, Wrong);
