using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>Locations as numbers: good as long as the garbage collector does not run, which <see cref="QuietHeap"/> sees to.</summary>
internal static unsafe class Address
{
    public static nint Of<T>(ref readonly T location) => (nint)Unsafe.AsPointer(ref Unsafe.AsRef(in location));
}
