namespace Liten;

/// <summary>For a reader that looks at something, and then whether it was still so.</summary>
internal static class ReadFence
{
    /// <summary>What was read before stays before what is read afterwards.</summary>
    public static void Pass() => Volatile.ReadBarrier();
}
