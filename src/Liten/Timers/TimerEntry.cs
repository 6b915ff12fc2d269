namespace Liten;

/// <summary>One timer, or the head of a list of timers, in a <see cref="TimerSlab"/>: 24 bytes.</summary>
/// <remarks>
/// The links are indices: linking a timer stores numbers, which cost the garbage collector nothing. The target says
/// which timer it is, as a target is armed once at a time. Heads and free entries have no target.
/// </remarks>
internal struct TimerEntry
{
    public object? Target;
    public long Deadline;
    public int Next;
    public int Previous;
}
