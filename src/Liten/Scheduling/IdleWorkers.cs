namespace Liten;

/// <summary>Who sleeps, who searches, whom to wake, and which sleeper watches timers and stuck workers.</summary>
/// <remarks>
/// <para>
/// The protocol, with its reasons, is in README.md beside this file; "step" in a comment here means a step there.
/// </para>
/// <code>
/// field       written by                 read by                 under
/// _word       parking and waking thread  all threads             RMW inside the latch; plain reads outside
/// the others  parking and waking thread  the same                the latch
/// </code>
/// </remarks>
internal sealed class IdleWorkers
{
    public const int None = -1;

    private const int SearchingUnit = 1;
    private const int AwakeUnit = 1 << 16;

    private readonly int _workers;
    private readonly int[] _sleepers;
    private readonly bool[] _wokenToSearch;
    private PaddedInt32 _word;
    private SpinLatch _latch;
    private int _sleeperCount;
    private int _watcher = None;
    private int _keeper = None;
    private long _keeperDeadline;

    public IdleWorkers(int workers)
    {
        _workers = workers;
        _sleepers = new int[workers];
        _wokenToSearch = new bool[workers];
        _word.Value = workers * AwakeUnit;
    }

    public int AwakeCount => Awake(Volatile.Read(ref _word.Value));

    private bool NobodySearches => Searching(Volatile.Read(ref _word.Value)) == 0;

    /// <summary>
    /// Step W: after something was queued, picks a sleeper to search for it, unless another worker is searching
    /// already.
    /// </summary>
    /// <returns>The worker whose parker the caller must unpark, or <see cref="None"/>.</returns>
    public int TakeSleeperToSearch()
    {
        // Full fence: pairs with the RMW in Park. Either this thread sees the parked worker, or that one sees what was
        // queued.
        Interlocked.MemoryBarrier();
        int word = Volatile.Read(ref _word.Value);
        if (Searching(word) != 0 || Awake(word) == _workers)
        {
            return None;
        }

        _latch.Enter();
        int worker = None;
        if (NobodySearches && _sleeperCount > 0)
        {
            worker = RemoveSleeper(TopSleeper());
            _wokenToSearch[worker] = true;
            Interlocked.Add(ref _word.Value, AwakeUnit + SearchingUnit);
        }

        _latch.Exit();
        return worker;
    }

    /// <summary>
    /// Picks the sleeper that parked last among those that may do the work; the watcher only if there is no other. The
    /// caller has made the fence.
    /// </summary>
    /// <param name="may">For each worker, whether it may.</param>
    /// <returns>The worker whose parker the caller must unpark, or <see cref="None"/>.</returns>
    public int TakeSleeper(bool[] may)
    {
        _latch.Enter();
        int chosen = None;
        for (int i = _sleeperCount - 1; i >= 0 && (chosen == None || chosen == _watcher); i--)
        {
            chosen = may[_sleepers[i]] ? _sleepers[i] : chosen;
        }

        if (chosen != None)
        {
            LeaveUnsynchronized(chosen);
        }

        _latch.Exit();
        return chosen;
    }

    /// <summary>Picks the given worker if it sleeps, for work that only that worker may run.</summary>
    /// <returns>True if the caller must unpark it.</returns>
    public bool TryTakeSleeper(int worker)
    {
        _latch.Enter();
        bool sleeps = LeaveUnsynchronized(worker);
        _latch.Exit();
        return sleeps;
    }

    /// <summary>
    /// A worker without work asks to search the others' queues. At most half of the workers may do so at a time.
    /// </summary>
    public bool TryBeginSearch()
    {
        int word = Volatile.Read(ref _word.Value);
        if (2 * Searching(word) >= _workers)
        {
            return false;
        }

        // When two pass the test together, one searcher too many does no harm.
        Interlocked.Add(ref _word.Value, SearchingUnit);
        return true;
    }

    /// <summary>A searching worker has found work.</summary>
    /// <returns>True if it was the last one: then it must get another to search in its place.</returns>
    public bool EndSearch() => Searching(Interlocked.Add(ref _word.Value, -SearchingUnit)) == 0;

    /// <summary>Step P1: the worker announces its sleep.</summary>
    /// <returns>True if no worker searches now: then the worker must look at all queues once more (step P2).</returns>
    public bool Park(int worker, bool isSearching)
    {
        _latch.Enter();
        _sleepers[_sleeperCount++] = worker;
        _wokenToSearch[worker] = false;

        // Full fence: pairs with the memory barrier in TakeSleeperToSearch.
        int word = Interlocked.Add(ref _word.Value, isSearching ? -(AwakeUnit + SearchingUnit) : -AwakeUnit);
        _latch.Exit();
        return Searching(word) == 0;
    }

    /// <summary>
    /// Step P3: how long a parked worker may sleep, in nanoseconds. It may become the watcher or the keeper of the next
    /// deadline.
    /// </summary>
    public long PlanSleep(int worker, long now, long deadline, long watchPeriod)
    {
        _latch.Enter();
        if (IndexOf(worker) < 0)
        {
            // Another thread has woken the worker meanwhile: it must not take a sleeper's role with it.
            _latch.Exit();
            return 0;
        }

        if (_watcher == None && AwakeCount > 0)
        {
            _watcher = worker;
        }

        bool keeps = deadline != Nanoseconds.Forever
            && (_keeper == None || _keeper == worker || deadline < _keeperDeadline);
        if (keeps)
        {
            _keeper = worker;
            _keeperDeadline = deadline;
        }
        else if (_keeper == worker)
        {
            _keeper = None;
        }

        bool watches = _watcher == worker;
        _latch.Exit();

        long untilDeadline = keeps ? Math.Max(0, deadline - now) : Nanoseconds.Forever;
        return watches ? Math.Min(watchPeriod, untilDeadline) : untilDeadline;
    }

    /// <summary>
    /// Step P5: a worker that slept out its time, or was told to look again, goes back to work by itself.
    /// </summary>
    /// <returns>True if it does; false if another thread has woken it, and then it may have to search.</returns>
    public bool TryLeave(int worker, out bool mustSearch)
    {
        _latch.Enter();
        bool left = LeaveUnsynchronized(worker);
        mustSearch = !left && _wokenToSearch[worker];
        _latch.Exit();
        return left;
    }

    /// <summary>Whether the worker is still listed as asleep: no thread has woken it since it parked.</summary>
    public bool IsAsleep(int worker)
    {
        _latch.Enter();
        bool asleep = IndexOf(worker) >= 0;
        _latch.Exit();
        return asleep;
    }

    public bool IsWatcher(int worker)
    {
        _latch.Enter();
        bool watches = _watcher == worker;
        _latch.Exit();
        return watches;
    }

    /// <summary>The watcher has seen a quiet period: it is not needed until a worker wakes up.</summary>
    /// <returns>False if a worker is awake: then it must go on watching.</returns>
    public bool TryEndWatch(int worker)
    {
        _latch.Enter();
        bool ended = AwakeCount == 0 && _watcher == worker;
        if (ended)
        {
            _watcher = None;
        }

        _latch.Exit();
        return ended;
    }

    /// <summary>Step A: a worker that goes to work while others sleep makes one of them the watcher.</summary>
    /// <returns>The worker the caller must unpark, so that it plans its sleep anew; or <see cref="None"/>.</returns>
    public int AppointWatcher()
    {
        _latch.Enter();
        int worker = _watcher == None && _sleeperCount > 0 ? _sleepers[0] : None;
        if (worker != None)
        {
            _watcher = worker;
        }

        _latch.Exit();
        return worker;
    }

    /// <summary>
    /// Picks the sleeper that must plan its sleep anew, after a timer was set that is due before all others.
    /// </summary>
    public int SleeperForDeadline()
    {
        _latch.Enter();
        int worker = _keeper != None ? _keeper : _sleeperCount > 0 ? _sleepers[_sleeperCount - 1] : None;
        _latch.Exit();
        return worker;
    }

    private static int Searching(int word) => word & (AwakeUnit - 1);

    private static int Awake(int word) => word >> 16;

    /// <summary>
    /// The sleeper that parked last, whose caches are warmest; the watcher only if there is no other.
    /// </summary>
    private int TopSleeper()
    {
        int top = _sleeperCount - 1;
        return _sleepers[top] == _watcher && top > 0 ? top - 1 : top;
    }

    private bool LeaveUnsynchronized(int worker)
    {
        int index = IndexOf(worker);
        if (index < 0)
        {
            return false;
        }

        RemoveSleeper(index);
        Interlocked.Add(ref _word.Value, AwakeUnit);
        return true;
    }

    private int RemoveSleeper(int index)
    {
        int worker = _sleepers[index];
        _sleeperCount--;
        Array.Copy(_sleepers, index + 1, _sleepers, index, _sleeperCount - index);
        _watcher = _watcher == worker ? None : _watcher;
        _keeper = _keeper == worker ? None : _keeper;
        return worker;
    }

    private int IndexOf(int worker) => Array.IndexOf(_sleepers, worker, 0, _sleeperCount);
}
