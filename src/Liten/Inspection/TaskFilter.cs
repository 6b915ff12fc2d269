using System.Globalization;

namespace Liten;

/// <summary>Which tasks a query means.</summary>
internal sealed class TaskFilter(TaskQuery query)
{
    private readonly (string File, int Line)? _site = query.Site is { Length: > 0 } site ? SiteOf(site) : null;

    /// <summary>Whether what never changes speaks against the task.</summary>
    public bool Excludes(TaskCore task)
    {
        TaskInfo info = task.Describe();
        return (query.ParentId is { } parent && info.ParentId != parent)
            || (_site is { } site && !IsAt(info, site.File, site.Line));
    }

    /// <summary>Whether the task is meant, by what it is and by what it does.</summary>
    public bool Includes(TaskCore task, in WaitReading reading)
        => (query.State is not { } state || TaskLook.StateOf(task, reading) == state)
            && (string.IsNullOrEmpty(query.Text) || Contains(task, reading, query.Text));

    private static bool Contains(TaskCore task, in WaitReading reading, string text)
    {
        TaskInfo info = task.Describe();
        return Contains(info.Name, text)
            || Contains(info.File, text)
            || Contains(reading.Target.Text, text)
            || Contains(info.Id.ToString(CultureInfo.InvariantCulture), text);
    }

    private static bool Contains(string? whole, string part)
        => whole?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsAt(in TaskInfo info, string file, int line)
        => (line == 0 || line == info.Line)
            && info.File.EndsWith(file, StringComparison.OrdinalIgnoreCase)
            && (info.File.Length == file.Length || info.File[^(file.Length + 1)] is '/' or '\\');

    /// <summary>What stands behind the last colon is a line if it is a number.</summary>
    private static (string File, int Line) SiteOf(string site)
    {
        int colon = site.LastIndexOf(':');
        return colon > 0
            && int.TryParse(site.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line)
            ? (site[..colon], line)
            : (site, 0);
    }
}
