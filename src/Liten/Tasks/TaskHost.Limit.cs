namespace Liten;

/// <content>
/// The rough limit of live tasks, which keeps an endless loop of spawns from filling the memory. A thread looks at it
/// when it takes a block of ids, so no spawn pays for it.
/// </content>
internal sealed partial class TaskHost
{
    /// <summary>
    /// So many blocks a thread takes at most before it looks again, and by so many each may pass the limit: 16,384
    /// tasks (arbitrary).
    /// </summary>
    private const int MostBlocks = 64;

    private readonly int _softMaxTasks;

    /// <summary>What all admissions of this runtime have counted.</summary>
    private Published<WorkerCounters[]> _counters;

    /// <summary>
    /// What a worker needs to admit tasks. For one thread at a time: runtimes make theirs before they start.
    /// </summary>
    public Admission NewAdmission()
    {
        var counters = new WorkerCounters();
        if (_softMaxTasks == int.MaxValue)
        {
            return new Admission(Live, counters);
        }

        _counters.Set([.. _counters.OwnValue ?? [], counters]);
        return new Admission(Live, counters, BlocksWithinLimit);
    }

    /// <summary>How many blocks of ids a thread may take before it asks again.</summary>
    /// <exception cref="TaskLimitExceededException">As many tasks live as may.</exception>
    private long BlocksWithinLimit()
    {
        WorkerCounters[] counters = _counters.Value!;

        // Before the spawns: what ends meanwhile counts as alive, and not the other way round.
        long room = _softMaxTasks + CompletedOutside;
        foreach (WorkerCounters thread in counters)
        {
            room += thread.Completed;
        }

        foreach (WorkerCounters thread in counters)
        {
            room -= thread.Spawned;
        }

        // The others may spawn just as much until this thread looks again: half of what is left, shared among all.
        return room > 0
            ? Math.Clamp(room / (2L * counters.Length * Admission.IdBlock), 1, MostBlocks)
            : throw TaskLimitExceededException.OfMemory(_softMaxTasks);
    }
}
