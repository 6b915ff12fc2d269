using System.Runtime.InteropServices;

namespace Liten;

/// <summary>An integer with at least 124 bytes on both sides, so that nothing shares its cache line.</summary>
/// <remarks>
/// Padding fields in a class do nothing, the CLR reorders them; an explicit layout is kept. 128 and not 64 bytes,
/// because of 128-byte lines (Apple) and the adjacent-line prefetcher (Intel). A mutable struct: never copy it.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedInt32
{
    [FieldOffset(128)]
    public int Value;
}
