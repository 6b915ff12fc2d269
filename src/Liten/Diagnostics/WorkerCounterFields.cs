using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// The numbers of one <see cref="WorkerCounters"/>, with 128 bytes of nothing on both sides: their owner writes them
/// after every task, and no other worker's data may lie on the same cache lines.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct WorkerCounterFields
{
    [FieldOffset(128)]
    public long Polls;

    [FieldOffset(136)]
    public long Spawned;

    [FieldOffset(144)]
    public long Completed;

    [FieldOffset(152)]
    public long BusyNanoseconds;

    [FieldOffset(160)]
    public long Parks;

    [FieldOffset(168)]
    public long Unparks;

    [FieldOffset(176)]
    public long StealOperations;

    [FieldOffset(184)]
    public long StolenTasks;

    [FieldOffset(192)]
    public long Overflows;

    [FieldOffset(200)]
    public long AwakeSince;
}
