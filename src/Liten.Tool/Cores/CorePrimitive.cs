using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>What a primitive of Liten's is called by its users, from what stands behind it in a core file.</summary>
internal static class CorePrimitive
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["BroadcastRing"] = "Broadcast",
        ["NamedOneshotCell"] = "Oneshot",
        ["OneshotCell"] = "Oneshot",
        ["PulseCell"] = "Pulse",
        ["ReaderWriterQueue"] = "AsyncReaderWriterLock",
        ["RequestQueue"] = "RequestChannel",
        ["WatchCell"] = "Watch",
    };

    public static WaitTarget Describe(ClrObject waited)
    {
        // The queue of one side of a channel, or the seat of one receiver, leads to the channel.
        ClrObject subject = waited.Reference("<channel>P") is { IsNull: false } channel ? channel : waited;
        string full = CoreNames.OfType(subject.Type?.Name);
        int end = full.IndexOf('<', StringComparison.Ordinal);
        string type = end < 0 ? full : full[..end];
        string name = type == "ChannelCore"
            ? subject.Number<bool>("_hasOneReceiver") ? "Mpsc" : "Mpmc"
            : s_names.GetValueOrDefault(type, type);
        return WaitTarget.Primitive(
            name + full[type.Length..], subject.Text(CoreFields.Of("Name")) ?? subject.Text("<name>P"));
    }
}
