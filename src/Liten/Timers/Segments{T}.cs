using System.Numerics;

namespace Liten;

/// <summary>
/// An array that grows and shrinks at its end without moving what it holds: each further segment is as long as all
/// before it and <see cref="First"/>. Unsynchronized.
/// </summary>
/// <remarks>A mutable struct. It allocates nothing itself, so that its owner can do that outside of a latch.</remarks>
internal struct Segments<T>
{
    /// <summary>The length of the first segment: some KB (arbitrary).</summary>
    public const int First = 64;

    /// <summary>As many as an index of 31 bits can reach.</summary>
    public const int Most = 24;

    private readonly T[]?[] _segments;

    public Segments(T[] first)
    {
        _segments = new T[Most][];
        _segments[0] = first;
        Count = 1;
    }

    /// <summary>How many segments there are: at least 1.</summary>
    public int Count { get; private set; }

    public readonly int Capacity => StartOf(Count);

    public readonly ref T this[int index]
    {
        get
        {
            int segment = SegmentOf(index);
            return ref _segments[segment]![index - StartOf(segment)];
        }
    }

    public static int SegmentOf(int index) => BitOperations.Log2((uint)(index + First)) - BitOperations.Log2(First);

    public static int StartOf(int segment) => (First << segment) - First;

    public static int LengthOf(int segment) => First << segment;

    /// <summary>Memory for a segment.</summary>
    /// <exception cref="InvalidOperationException">There can be no further one.</exception>
    public static T[] NewSegment(int segment) => segment < Most
        ? new T[LengthOf(segment)]
        : throw new InvalidOperationException($"The queue holds {StartOf(Most)} items already, and can hold no more.");

    public void Append(T[] segment) => _segments[Count++] = segment;

    /// <summary>Lets go of the last segment.</summary>
    public void DropLast() => _segments[--Count] = null;
}
