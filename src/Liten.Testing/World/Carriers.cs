using System.Runtime.ExceptionServices;

namespace Liten.Testing;

/// <summary>
/// The threads of a world whose code may stop in mid-stack, and the baton: exactly one of them runs. The protocol is
/// that of README.md beside this file.
/// </summary>
internal sealed class Carriers
{
    private const int StackSize = 4 * 1024 * 1024;

    private readonly TestScheduler _scheduler;
    private readonly OutsideWatch _watch;
    private readonly Func<bool> _advance;
    private readonly Carrier[] _all;
    private readonly Thread?[] _threads;
    private readonly List<Carrier> _blocked = [];
    private ExceptionDispatchInfo? _fault;
    private volatile bool _isClosed;

    /// <param name="count">How many there are. The first one is the calling thread.</param>
    /// <param name="scheduler">Whose turns run on them.</param>
    /// <param name="watch">Hears what leaves the schedule.</param>
    /// <param name="advance">The next step; false when the schedule is over.</param>
    public Carriers(int count, TestScheduler scheduler, OutsideWatch watch, Func<bool> advance)
    {
        _scheduler = scheduler;
        _watch = watch;
        _advance = advance;
        _threads = new Thread?[count];
        _all = new Carrier[count];
        _all[0] = new Carrier(scheduler.Turn);
        for (int i = 1; i < count; i++)
        {
            _all[i] = new Carrier(scheduler.NewTurn());
        }

        Holder = _all[0];
    }

    /// <summary>Who has the baton.</summary>
    public Carrier Holder { get; private set; }

    /// <summary>The first that runs no turn, which may be the holder; null if all are stopped or blocked.</summary>
    public Carrier? Free => Array.Find(_all, static carrier => !carrier.Turn.IsRunning);

    /// <summary>Whether the calling thread, whose turn this is, waits on behalf of this library.</summary>
    public bool IsOwnWait(TestTurn turn)
        => Holder.IsAsleep || Holder.IsHalted || !ReferenceEquals(Holder.Turn, turn);

    public IReadOnlyList<Carrier> Blocked => _blocked;

    /// <summary>How many threads there are.</summary>
    public int Count => _all.Length;

    /// <summary>
    /// On the first carrier: steps until the schedule is over. Every thread that has nothing to run takes part.
    /// </summary>
    public void Run()
    {
        GoOn();
        ExceptionDispatchInfo? fault = _fault;
        _fault = null;
        fault?.Throw();
    }

    /// <summary>Hands the baton over, and sleeps until it comes back.</summary>
    public void PassTo(Carrier next)
    {
        Carrier me = Holder;
        if (ReferenceEquals(me, next))
        {
            return;
        }

        Holder = next;
        _scheduler.Turn = next.Turn;
        StartIfNeeded(next);
        next.Wake();
        me.Sleep();

        // Whichever carrier has wound up the last schedule has ended the watch on its thread.
        _watch.WatchThread();
    }

    /// <summary>Which waits of the blocked ones are over now? Those turns can go on.</summary>
    /// <param name="inRealTime">Whether their limits are those of real time.</param>
    public void LookAfterBlocked(bool inRealTime)
    {
        for (int i = 0; i < _blocked.Count; i++)
        {
            Carrier carrier = _blocked[i];
            if (carrier.IsWaitOver(Holder, inRealTime))
            {
                _blocked.RemoveAt(i--);
                _scheduler.Ready.AddLast(carrier.GoesOn);
            }
        }
    }

    /// <summary>
    /// Nothing else can go on: the first wait that has a limit gives up. How long that limit is cannot count, for .NET
    /// has taken off it what it has spent spinning, in real time.
    /// </summary>
    public bool TryEndLimitedWait()
    {
        Carrier? carrier = _blocked.Find(static carrier => carrier.HasLimit);
        if (carrier is null)
        {
            return false;
        }

        carrier.GiveUpWait();
        _blocked.Remove(carrier);
        _scheduler.Ready.AddLast(carrier.GoesOn);
        return true;
    }

    /// <summary>The holder's turn blocks: others go on until its wait is over.</summary>
    /// <returns>What the wait returns.</returns>
    /// <exception cref="ScheduleAbandonedException">The schedule ended before.</exception>
    public int Block(Func<int> look, int milliseconds)
    {
        Carrier me = Holder;
        me.Turn.SettleBeforeBlocking();
        me.Block(look, milliseconds);
        me.GoesOn.Code = Liten.Turn.CurrentOwner;
        _scheduler.Record?.NotePause(me.GoesOn);
        _blocked.Add(me);
        me.IsHalted = true;
        try
        {
            return GoOnUntilOver(me);
        }
        finally
        {
            _blocked.Remove(me);
            me.IsHalted = false;
        }
    }

    /// <summary>The schedule has ended: what is blocked leaves its wait by an exception.</summary>
    public void WindUp()
    {
        foreach (Carrier carrier in _blocked)
        {
            _scheduler.Ready.AddFirst(carrier.GoesOn);
        }

        _blocked.Clear();
    }

    /// <summary>Ends the threads. One whose turn does not end is left behind.</summary>
    public void Close()
    {
        _isClosed = true;
        for (int i = 1; i < _all.Length; i++)
        {
            if (_threads[i] is { } thread && !_all[i].Turn.IsRunning)
            {
                _all[i].Wake();
                Uninterruptible.Join(thread);
            }
        }
    }

    private int GoOnUntilOver(Carrier me)
    {
        while (me.WaitResult is null)
        {
            if (_scheduler.IsWindingUp)
            {
                throw new ScheduleAbandonedException();
            }

            // With no thread free, this one chooses which of the stopped turns goes on.
            if (Free is { } free)
            {
                PassTo(free);
            }
            else
            {
                Advance();
            }
        }

        return me.WaitResult.Value;
    }

    private void StartIfNeeded(Carrier carrier)
    {
        int index = Array.IndexOf(_all, carrier);
        if (index > 0 && _threads[index] is null)
        {
            var thread = new Thread(() => Live(carrier, index), StackSize)
            {
                IsBackground = true,
                Name = $"liten-test-{index}",
            };
            _threads[index] = thread;
            thread.UnsafeStart();
        }
    }

    private void Live(Carrier me, int index)
    {
        using RuntimeThread.Scope entered = World.Enter(_scheduler, me.Turn, index);
        _watch.WatchThread();
        me.Sleep();
        while (!_isClosed)
        {
            GoOn();
            if (!_isClosed)
            {
                PassTo(_all[0]);
            }
        }
    }

    private void GoOn()
    {
        while (!_isClosed && Advance())
        {
        }
    }

    /// <summary>A fault of the strategy's, or of this library, belongs to the thread that explores.</summary>
    private bool Advance()
    {
        try
        {
            return _advance();
        }
        catch (Exception fault)
        {
            _fault ??= ExceptionDispatchInfo.Capture(fault);
            _scheduler.WindUp();
            return false;
        }
    }
}
