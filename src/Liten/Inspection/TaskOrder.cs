using System.Globalization;

namespace Liten;

/// <summary>The order of a list of tasks, and a place in it that can be told and found again.</summary>
internal sealed class TaskOrder(TaskQuery query) : IComparer<TaskOrder.Key>
{
    private readonly Key? _after = query.After is { } place ? Parse(place) : null;

    public Key KeyOf(TaskCore task, LiveTaskState state)
    {
        TaskInfo info = task.Describe();
        return query.Sort switch
        {
            TaskSort.Age => new Key("", task.Born, info.Id),
            TaskSort.Name => new Key(info.Name ?? "", 0, info.Id),
            TaskSort.Site => new Key(info.File, info.Line, info.Id),
            TaskSort.State => new Key("", (long)state, info.Id),
            _ => new Key("", 0, info.Id),
        };
    }

    /// <summary>Whether a task comes behind the place that the query begins at.</summary>
    public bool IsBehindStart(in Key key) => _after is not { } after || Compare(key, after) > 0;

    public int Compare(Key x, Key y)
    {
        int order = string.CompareOrdinal(x.Text, y.Text);
        order = order != 0 ? order : x.Number.CompareTo(y.Number);
        order = order != 0 ? order : x.Id.CompareTo(y.Id);
        return query.Descending ? -order : order;
    }

    public static string Format(in Key key)
        => string.Create(CultureInfo.InvariantCulture, $"{key.Number}.{key.Id}.{key.Text}");

    private static Key Parse(string place)
    {
        string[] parts = place.Split('.', 3);
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? new Key(parts[2], number, id)
            : throw new ArgumentException(
                $"The query's After, '{place}', is no place in a list of tasks. Use the Next of the page before.",
                nameof(place));
    }

    /// <summary>What a task is ordered by.</summary>
    internal readonly record struct Key(string Text, long Number, long Id);
}
