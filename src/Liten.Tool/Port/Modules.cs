namespace Liten.Tool;

/// <summary>What is loaded in a process, as proc(5) tells.</summary>
internal static class Modules
{
    /// <summary>Whether .NET is; null if that cannot be seen.</summary>
    public static bool? HasNet(int processId) => Has(processId, "libcoreclr.so");

    /// <summary>Whether Liten is; null if that cannot be seen. In a single file it has no name.</summary>
    public static bool? HasLiten(int processId) => Has(processId, "/Liten.dll");

    private static bool? Has(int processId, string file)
    {
        try
        {
            return File.ReadLines($"/proc/{processId}/maps")
                .Any(line => line.EndsWith(file, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
