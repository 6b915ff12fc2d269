using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// What threads that are no workers write in a <see cref="TaskHost"/>, with 128 bytes of nothing before and after it: workers read
/// the host's other fields for every task, and together with these on a cache line each such read would wait for the last writer.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 288)]
internal struct OutsideFields
{
    /// <summary>Guards the one context that serves them all.</summary>
    [FieldOffset(128)]
    public SpinLatch Latch;

    /// <summary>Tasks that have ended on them.</summary>
    [FieldOffset(136)]
    public AtomicCounter Completed;

    /// <summary>Continuations that came back from a thread of the ThreadPool.</summary>
    [FieldOffset(144)]
    public AtomicCounter ThreadPoolReturns;
}
