using System.Runtime.CompilerServices;

namespace Liten.Reliability;

/// <summary>Where the sources lie that this program was built from.</summary>
internal static class Repository
{
    public static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
