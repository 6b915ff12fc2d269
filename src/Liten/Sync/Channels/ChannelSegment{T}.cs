namespace Liten;

/// <summary>A piece of a channel's buffer.</summary>
internal sealed class ChannelSegment<T>(int length)
{
    public readonly Slot[] Slots = new Slot[length];

    /// <summary>The segment behind this one, in the chain or among the spares.</summary>
    public ChannelSegment<T>? Next;

    /// <summary>An item in a struct: storing a reference in an array of them needs no check of its type.</summary>
    internal struct Slot
    {
        public T? Item;
    }
}
