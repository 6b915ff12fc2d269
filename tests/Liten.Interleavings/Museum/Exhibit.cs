namespace Liten.Interleavings;

/// <summary>A bug of the past, rebuilt by an edit of the library's source.</summary>
/// <param name="Id">Its name for ever.</param>
/// <param name="Story">What went wrong, and where it was seen.</param>
/// <param name="Scenario">The scenario that must find it.</param>
/// <param name="File">The source file, by its path in the library.</param>
/// <param name="Right">The code as it is; it must stand there exactly once.</param>
/// <param name="Wrong">The code as it was, or as the same mistake looks here.</param>
public sealed record Exhibit(string Id, string Story, string Scenario, string File, string Right, string Wrong)
    : SourceEdit(Id, File, Right, Wrong);
