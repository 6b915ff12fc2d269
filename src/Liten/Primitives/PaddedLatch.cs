using System.Runtime.InteropServices;

namespace Liten;

/// <summary>A latch with at least 124 bytes on both sides: for an object whose other fields are read by threads that do not enter it.</summary>
/// <remarks>See <see cref="PaddedInt32"/>. A mutable struct: never copy it.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedLatch
{
    [FieldOffset(128)]
    public SpinLatch Value;
}
