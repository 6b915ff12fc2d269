using System.Runtime.CompilerServices;

namespace Liten.Compare.Tests;

internal static class TestPaths
{
    public static string InRepository(string path, [CallerFilePath] string thisFile = "")
        => Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", path);
}
