using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Liten;

/// <summary>Reads what a page asks for from its address.</summary>
internal static class TaskQueries
{
    /// <summary>More rows are no page that anybody reads.</summary>
    private const int MostRows = 1000;

    /// <exception cref="ArgumentException">A value is none that a query may have.</exception>
    public static TaskQuery Read(IQueryCollection values) => new()
    {
        Text = values["text"],
        State = Enum<LiveTaskState>(values["state"], "state"),
        Site = values["site"],
        ParentId = Number(values["parent"], "parent"),
        Sort = Enum<TaskSort>(values["sort"], "sort") ?? TaskSort.Id,
        Descending = values["desc"] == "1",
        Take = (int)Math.Clamp(Number(values["take"], "take") ?? 100, 0, MostRows),
        After = values["after"].ToString() is { Length: > 0 } after ? after : null,
        WithStacks = true,
    };

    private static T? Enum<T>(string? text, string name)
        where T : struct, Enum
        => string.IsNullOrEmpty(text) ? null
            : System.Enum.TryParse(text, ignoreCase: true, out T value) && System.Enum.IsDefined(value) ? value
            : throw new ArgumentException(
                $"'{text}' is no {name}. There are {string.Join(", ", System.Enum.GetNames<T>())}.", nameof(text));

    private static long? Number(string? text, string name) => string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw new ArgumentException($"'{text}' is no number, which {name} has to be.", nameof(text));
}
