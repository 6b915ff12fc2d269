namespace Liten.Interleavings;

/// <summary>One edit of the library's source.</summary>
/// <param name="Id">Its name for ever.</param>
/// <param name="File">The source file, by its path in the library.</param>
/// <param name="Right">The code as it is; it must stand there exactly once.</param>
/// <param name="Wrong">The code in its place.</param>
public record SourceEdit(string Id, string File, string Right, string Wrong)
{
    public sealed override string ToString() => Id;
}
