using System.Runtime.InteropServices;

namespace Liten;

/// <summary>
/// What one worker has done so far: written by that worker alone, readable by any thread at any time.
/// </summary>
/// <remarks>
/// One writer per number, so a load, an add and a store do what an RMW would, at a tenth of the price. Every number
/// is exact once its worker has stopped, and never decreases before; two numbers read together are not one snapshot.
/// <code>
/// field    written by  read by      under
/// _fields  the worker  all threads  release store in Add, acquire read in each property
/// </code>
/// </remarks>
internal sealed class WorkerCounters
{
    private const long Asleep = 0;

    private Fields _fields;

    /// <summary>How often a task was run until it finished or waited.</summary>
    public long Polls => Volatile.Read(ref _fields.Polls);

    /// <summary>Tasks started by code that ran on this worker.</summary>
    public long Spawned => Volatile.Read(ref _fields.Spawned);

    /// <summary>Tasks that finished on this worker.</summary>
    public long Completed => Volatile.Read(ref _fields.Completed);

    /// <summary>Time spent awake, in nanoseconds, without the current awake period.</summary>
    public long BusyNanoseconds => Volatile.Read(ref _fields.BusyNanoseconds);

    /// <summary>The moment from which the worker is awake, or 0 while it is asleep.</summary>
    public long AwakeSince => Volatile.Read(ref _fields.AwakeSince);

    /// <summary>How often the worker went to sleep.</summary>
    public long Parks => Volatile.Read(ref _fields.Parks);

    /// <summary>How often the worker was woken, as opposed to having slept out its time.</summary>
    public long Unparks => Volatile.Read(ref _fields.Unparks);

    /// <summary>How often the worker took something from another worker's queue.</summary>
    public long StealOperations => Volatile.Read(ref _fields.StealOperations);

    /// <summary>How many tasks those operations brought.</summary>
    public long StolenTasks => Volatile.Read(ref _fields.StolenTasks);

    /// <summary>How often the worker's queue was full and half of it went to the injection queue.</summary>
    public long Overflows => Volatile.Read(ref _fields.Overflows);

    public void CountPoll() => Add(ref _fields.Polls, 1);

    public void CountPolls(long polls) => Add(ref _fields.Polls, polls);

    public void CountSpawn() => Add(ref _fields.Spawned, 1);

    public void CountCompletion() => Add(ref _fields.Completed, 1);

    public void CountBusyNanoseconds(long nanoseconds) => Add(ref _fields.BusyNanoseconds, nanoseconds);

    /// <summary>The worker is awake from this moment of its clock on.</summary>
    // Release: pairs with the read in BusyNanosecondsUntil.
    public void BeginBusy(long now) => Volatile.Write(ref _fields.AwakeSince, now);

    /// <summary>The worker goes to sleep or ends.</summary>
    public void EndBusy(long now)
    {
        long since = _fields.AwakeSince;
        Volatile.Write(ref _fields.AwakeSince, Asleep);
        CountBusyNanoseconds(now - since);
    }

    /// <summary>
    /// Time spent awake until now. Read while the worker falls asleep, it may miss the period that ends just then.
    /// </summary>
    public long BusyNanosecondsUntil(long now)
    {
        long since = Volatile.Read(ref _fields.AwakeSince);
        return BusyNanoseconds + (since == Asleep ? 0 : Math.Max(0, now - since));
    }

    public void CountPark() => Add(ref _fields.Parks, 1);

    public void CountUnpark() => Add(ref _fields.Unparks, 1);

    public void CountSteal(int tasks)
    {
        Add(ref _fields.StolenTasks, tasks);
        Add(ref _fields.StealOperations, 1);
    }

    public void CountOverflow() => Add(ref _fields.Overflows, 1);

    // Release: pairs with the reads in the properties. On 32-bit machines it also keeps the store whole: a plain 64-bit
    // store is two stores there.
    private static void Add(ref long counter, long amount) => Volatile.Write(ref counter, counter + amount);

    /// <summary>
    /// The numbers, with 128 bytes of nothing on both sides: their owner writes them
    /// after every task, and no other worker's data may lie on the same cache lines.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    internal struct Fields
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
}
