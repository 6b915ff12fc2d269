namespace Liten;

/// <summary>One timer, or the head of a list of timers, in a <see cref="TimerSlab"/>: 32 bytes.</summary>
/// <remarks>The links are indices: linking a timer stores numbers, which cost the garbage collector nothing.</remarks>
internal struct TimerEntry
{
    public object? Target;
    public long Deadline;
    public int Next;
    public int Previous;
    public uint Generation;
}
