namespace Liten.Tool;

/// <summary>Whose a process is.</summary>
internal static class Users
{
    /// <summary>A name, or a number where it has none; null where proc(5) is not there.</summary>
    public static string? OwnerOf(int processId)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{processId}/status")
                .FirstOrDefault(static line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1] is { } id ? NameOf(id) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(string id)
    {
        string[]? entry = File.ReadLines("/etc/passwd").Select(static line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length > 2 && fields[2] == id);
        return entry?[0] ?? id;
    }
}
