using System.Diagnostics;

namespace Liten.Testing;

/// <summary>A place in the user's code.</summary>
/// <param name="Method">The method, with its type.</param>
/// <param name="File">The file's name without its folders, or null.</param>
/// <param name="Line">The line, or 0.</param>
internal sealed record CallPlace(string Method, string? File, int Line)
{
    /// <summary>Where an exception was thrown; null if no code of the user's is on its stack.</summary>
    public static CallPlace? OfException(Exception exception)
        => CallStack.Of(new StackTrace(exception, fNeedFileInfo: true)).Place;

    public override string ToString() => File is null ? Method : $"{Method}  {File}:{Line}";
}
