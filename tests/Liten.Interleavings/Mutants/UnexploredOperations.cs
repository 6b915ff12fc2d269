namespace Liten.Interleavings;

/// <summary>The atomic operations of the library that no scenario reaches, each with the reason: a file, or a file and a line's text.</summary>
internal static class UnexploredOperations
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["AdaptiveSpin.cs"] = "Time: the explorer's one looks once, where a scenario wants it to.",
        ["Futex.cs"] = "The explorer stands in its place.",
        ["LocalPools.cs"] = "The number of a pool, once in a process.",
        ["MonitorWord.cs"] = "The explorer stands in its place; tested with real threads.",
        ["TaskHost.cs: backoff.Wait();"] = "A wake-up where memory is full again and again: one allocation of a schedule fails.",
        ["WorkerCounters.cs"] = "One writer each, and nobody decides anything by them.",
    };
}
