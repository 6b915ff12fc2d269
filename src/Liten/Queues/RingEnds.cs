using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// Both ends of a <see cref="WorkStealingQueue{T}"/>, each on cache lines of its own: thieves change the head while
/// the owner changes the tail.
/// </summary>
/// <remarks>See <see cref="PaddedInt32"/> for why the layout is explicit and the distance 128.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingEnds
{
    [FieldOffset(128)]
    public ulong Head;

    [FieldOffset(256)]
    public uint Tail;
}
