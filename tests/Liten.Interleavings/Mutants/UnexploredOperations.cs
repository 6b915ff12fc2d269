namespace Liten.Interleavings;

/// <summary>The atomic operations of the library that no scenario reaches, each with the reason: a file, or a file and a line's text.</summary>
internal static class UnexploredOperations
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["AdaptiveSpin.cs"] = "Time: the explorer's one looks once, where a scenario wants it to.",
        ["CurrentThreadScheduler.cs: Interlocked.MemoryBarrier();"] = "The monitor of a runtime, which is there for real time only.",
        ["CurrentThreadScheduler.cs: public override bool IsAwake => Volatile.Read(ref _isAwake);"] = "The monitor of a runtime, which is there for real time only.",
        ["Futex.cs"] = "The explorer stands in its place.",
        ["Lane.cs: public (long Taken, long Come) Ends => (Volatile.Read(ref _fields.Taken), Volatile.Read(ref _fields.Come));"] = "The metrics.",
        ["LocalPools.cs"] = "The number of a pool, once in a process.",
        ["MonitorWord.cs"] = "The explorer stands in its place; tested with real threads.",
        ["ReadFence.cs"] = "The model reorders no reads: without it nothing could be noticed. What the reads say is checked by versions.",
        ["SampleRing.cs"] = "Numbers for a histogram; tested with real threads.",
        ["TaskHost.cs: backoff.Wait();"] = "A wake-up where memory is full again and again: one allocation of a schedule fails.",
        ["TurnRecording.cs"] = "Slices for a file, which are counted and dropped where they may be torn.",
        ["WorkerCounters.cs"] = "One writer each, and nobody decides anything by them.",
    };
}
