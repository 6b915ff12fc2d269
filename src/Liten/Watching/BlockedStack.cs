namespace Liten;

/// <summary>The stack that a blocked thread has left, as lines for people.</summary>
internal static class BlockedStack
{
    private const string LineBegin = "   at ";

    /// <summary>What stands above the code of the turn is Liten's own and the same for all.</summary>
    private const string EndOfUserCode = nameof(Liten) + "." + nameof(Turn) + "." + nameof(Turn.RunTurn) + "(";

    /// <summary>Innermost first, without the notification itself; empty if the thread has left none.</summary>
    public static string[] Read(Turn turn)
    {
        string[] lines = turn.BlockedAt?.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return
        [
            .. lines.Select(static line => line.TrimEnd())
                .Select(static line => line.StartsWith(LineBegin, StringComparison.Ordinal) ? line[6..] : line)
                .SkipWhile(IsNotification)
                .TakeWhile(static line => !line.StartsWith(EndOfUserCode, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The method that called what blocks.</summary>
    public static string? MethodOf(string[] stack)
    {
        string? line = Array.Find(stack, static line => !line.StartsWith("System.", StringComparison.Ordinal));
        int end = line?.IndexOf('(', StringComparison.Ordinal) ?? -1;
        return end > 0 ? line![..end] : line;
    }

    private static bool IsNotification(string line)
        => line.StartsWith($"{nameof(Liten)}.{nameof(LitenSynchronizationContext)}.", StringComparison.Ordinal)
            || line.StartsWith("System.Threading.SynchronizationContext.", StringComparison.Ordinal);
}
