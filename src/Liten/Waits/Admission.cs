namespace Liten;

/// <summary>
/// How one thread gives new tasks their ids and their places among the live ones, without touching anything shared.
/// </summary>
/// <remarks>Unsynchronized: one thread at a time.</remarks>
/// <param name="live">The live ones of all threads.</param>
/// <param name="counters">What the thread has done.</param>
/// <param name="blocksWithinLimit">
/// Where the number of live tasks is roughly limited: tells for how many blocks of ids the thread need not ask again,
/// at least one, or throws.
/// </param>
internal sealed class Admission(
    Registry<AbortScope> live, WorkerCounters counters, Func<long>? blocksWithinLimit = null)
{
    /// <summary>Ids are handed to threads in blocks, so that the shared counter is touched once per block.</summary>
    public const int IdBlock = 256;

    private static AtomicCounter s_lastId;

    private readonly RegistryShard<AbortScope> _live = new(live);
    private long _nextId;
    private long _lastId;
    private long _blocksLeft = blocksWithinLimit is null ? long.MaxValue : 0;

    /// <summary>What the thread has done; written by this thread alone.</summary>
    public WorkerCounters Counters { get; } = counters;

    /// <summary>
    /// What new tasks take for the present: the thread's last reading of the runtime's clock, since one for each spawn
    /// would cost more than the rest of an admission.
    /// </summary>
    public long Now { get; set; }

    /// <summary>Takes the next block of ids; the ids end before the returned one.</summary>
    public static long ReserveIds(int count) => s_lastId.Add(count) + 1;

    public void Admit(AbortScope scope)
    {
        if (_nextId == _lastId)
        {
            TakeBlock();
        }

        scope.Born = Now;
        scope.Admitted(_nextId++, _live.TakeSlot());
        Counters.CountSpawn();
        _live.Add(scope);
    }

    /// <summary>The ids of this thread begin at 1 again, for who numbers tasks anew in each of many runs.</summary>
    public void RestartIds()
    {
        _nextId = 1;
        _lastId = long.MaxValue;
    }

    private void TakeBlock()
    {
        if (_blocksLeft == 0)
        {
            _blocksLeft = blocksWithinLimit!();
        }

        _blocksLeft--;
        _lastId = ReserveIds(IdBlock);
        _nextId = _lastId - IdBlock;
    }

    /// <inheritdoc cref="RegistryShard{T}.IsLarge"/>
    public bool IsLarge => _live.IsLarge;

    /// <inheritdoc cref="RegistryShard{T}.Tidy"/>
    public bool Tidy() => _live.Tidy();
}
