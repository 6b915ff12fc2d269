using System.Globalization;
using Spectre.Console;

namespace Crawler;

/// <summary>How tables and numbers look, on the way and at the end.</summary>
internal static class Look
{
    public static Table NewTable(string title)
        => new Table().Title(title).RoundedBorder().BorderColor(Color.Grey);

    public static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();

    public static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    public static string Kilobytes(long bytes) => $"{Count((bytes + 512) / 1024)} KiB";

    public static string Milliseconds(TimeSpan time) => $"{Count((long)time.TotalMilliseconds)} ms";

    public static string Seconds(TimeSpan time)
        => $"{time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s";
}
