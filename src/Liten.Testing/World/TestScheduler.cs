using System.Runtime.CompilerServices;

namespace Liten.Testing;

/// <summary>Runs everything one step after the other, in the order that a strategy decides.</summary>
/// <remarks>
/// A step is a turn of a task or callback, one that goes on where it was stopped, time that passes up to the next
/// timer, or a fault. The thread is the one that explores, or whoever has the baton of <see cref="Carriers"/>; what
/// comes from others waits in <see cref="_injected"/>.
/// </remarks>
internal sealed partial class TestScheduler : RuntimeScheduler
{
    private static readonly ThreadInfo s_thread = new("liten-test", 0);

    private readonly TimerDriver _timers;
    private readonly Admission _admission;
    private readonly List<object> _methods = [];
    private StepHash _hash;

    public TestScheduler(SchedulerParts parts)
    {
        Host = parts.Host;
        _timers = parts.Timers;
        Clock = (VirtualClock)parts.Clock;
        Context = new WatchedContext(Host.SynchronizationContext);
        BaseContext = Gate.Enter(Host.Identity);
        _admission = Host.NewAdmission();
        Turn = NewTurn();
        Patience = new Patience(this);
    }

    /// <summary>The scheduler of the world whose code is running here, or null.</summary>
    public static TestScheduler? Current => (Liten.Turn.Current?.Home as TaskHost)?.Scheduler as TestScheduler;

    /// <summary>The present schedule, as its body sees it.</summary>
    public TestRun? Run { get; set; }

    public TaskHost Host { get; }

    public VirtualClock Clock { get; }

    /// <summary>The turn of the thread that runs now.</summary>
    public TestTurn Turn { get; set; }

    /// <summary>Whether operations pause, or stop, before they act.</summary>
    public bool HasPoints { get; set; }

    /// <summary>How long the present schedule may go on.</summary>
    public Patience Patience { get; }

    public WatchedContext Context { get; }

    /// <summary>What code runs in that nobody gave a context: that of the test's caller, and the gate.</summary>
    public ExecutionContext BaseContext { get; }

    public ReadyList Ready { get; } = new();

    public WorldFaults Faults { get; } = new();

    /// <summary>The tasks of this schedule in the order of their spawns; the body's own is the first.</summary>
    public List<TaskCore> Tasks { get; } = [];

    /// <summary>Where the present schedule has left the default order so far.</summary>
    public List<Deviation> Deviations { get; } = [];

    public ScheduleStrategy Strategy { get; set; } = null!;

    /// <summary>Writes the steps down, in schedules that are run again for the report.</summary>
    public ScheduleRecord? Record { get; set; }

    public int Steps { get; private set; }

    public uint Hash => _hash.Value;

    public override bool RunsAlone => true;

    /// <summary>One: code that makes a task for each worker makes one.</summary>
    public override IReadOnlyList<WorkerStatus> Workers
        => [new WorkerStatus(s_thread, _admission.Counters, Turn, Ready.Count, BetweenTurnsAt: 0)];

    public override int InjectionQueueDepth => 0;

    public override IReadOnlyList<(long Taken, long Come)> InjectionEnds => [];

    public override bool IsAwake => false;

    public override int AwayThreads => 0;

    public override bool IsQuiet => Ready.Count == 0;

    public override IReadOnlyList<string> BusyThreads => [];

    public override IEnumerable<RunningThread> Threads => [];

    /// <summary>How many tasks are alive.</summary>
    public long Living => _admission.Counters.Spawned - _admission.Counters.Completed;

    public long Ended => _admission.Counters.Completed;

    /// <summary>Makes everything as it was before the first schedule.</summary>
    public void Restart()
    {
        Clock.Restart();
        _timers.Restart();
        _admission.RestartIds();
        Turn.Enter(null);
        Faults.Clear();
        Tasks.Clear();
        Deviations.Clear();
        _methods.Clear();
        _hash = default;
        _pointsPastEnd = 0;
        IsWindingUp = false;
        Steps = 0;
    }

    public override bool Schedule(WorkItem item, Turn? turn)
    {
        if (!ReferenceEquals(turn, Turn))
        {
            return Inject(item);
        }

        if (item is TaskCore { State.IsStarted: false } task)
        {
            Tasks.Add(task);
        }

        Ready.AddLast(item);
        return true;
    }

    public override bool Yield(WorkItem item, Turn? turn) => Schedule(item, turn);

    /// <summary>Does the next thing, if there is one; on a thread that is in no turn, or that a wait blocks.</summary>
    /// <param name="timeMayPass">Whether time may pass at all.</param>
    /// <returns>False if nothing can run and, where it may pass, no timer is due.</returns>
    public bool Step(bool timeMayPass)
    {
        TakeInjected();
        int runnable = Ready.Count;
        if (Carriers is { } carriers)
        {
            _timeMayPass = timeMayPass;
            if (TryDoPostponed())
            {
                return true;
            }

            runnable = LookAtCarriers(carriers);
        }

        if (runnable == 0)
        {
            return (timeMayPass && TryPassTime()) || TryEndLimitedWait();
        }

        Do(Decide(runnable, timeMayPass));
        return true;
    }

    /// <summary>Whether a fault strikes at the place which running code has come to.</summary>
    public bool Strikes(string name)
    {
        if (!ReferenceEquals(Liten.Turn.Current, Turn) || !Faults.TryReach(name, out int point))
        {
            return false;
        }

        bool strikes = Choose(new Decision(this, Steps, 1, timeMayPass: false, faults: 1, faultPoint: point)) == 1;
        if (strikes)
        {
            Faults.Strike(name);
            Record?.NoteFault(Steps, name);
        }

        return strikes;
    }

    /// <summary>A number for who goes on with an item: its task, or the method where that is not known.</summary>
    public long KeyOf(WorkItem item)
    {
        if (item.Owner is { } owner)
        {
            return owner.TaskId;
        }

        object method = CallbackMethod.Of(item);
        int index = _methods.IndexOf(method);
        if (index < 0)
        {
            index = _methods.Count;
            _methods.Add(method);
        }

        return -1 - index;
    }

    public override void Start()
    {
    }

    public override void WaitFor(JoinHandle task) => throw new NotSupportedException(
        "BlockOn would block the one thread of this test. Await the body instead.");

    public override void Unwind(Parker permit, long nanoseconds, Func<bool>? isOver = null)
    {
    }

    public override bool Stop(long nanoseconds) => true;

    public override void DeadlineMovedUp()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Choice Decide(int runnable, bool timeMayPass)
    {
        Steps++;
        bool isFree = Carriers is null || Carriers.Free is not null;
        bool early = isFree && timeMayPass && EarlyTimers > 0 && IsTimerNear();
        int faults = isFree && Faults.AreAny ? Faults.FindTargets(Tasks) : 0;
        int chosen = runnable > 1 || early || faults > 0
            ? Choose(new Decision(this, Steps, runnable, early, faults))
            : 0;
        return new Choice(chosen, runnable, early);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Do(in Choice choice)
    {
        if (choice.Alternative < choice.Runnable)
        {
            RunTurn(choice.Alternative, choice.Runnable);
        }
        else if (choice.IsEarly && choice.Alternative == choice.Runnable)
        {
            _hash.Add(uint.MaxValue);
            Record?.NoteTime(Steps, Ready[0]);
            FireNext();
        }
        else
        {
            Strike(choice.Alternative - choice.Runnable - (choice.IsEarly ? 1 : 0));
        }
    }

    private int Choose(in Decision decision)
    {
        int chosen = Strategy.Choose(decision);
        if ((uint)chosen >= (uint)decision.Count)
        {
            throw new InvalidOperationException(
                $"{Strategy.GetType().Name}.Choose returned {chosen}; it must be from 0 to {decision.Count - 1}.");
        }

        if (chosen != 0 && Strategy is not FairStrategy)
        {
            Deviations.Add(Deviation.Of(decision, chosen));
        }

        return chosen;
    }

    private void RunTurn(int chosen, int runnable)
    {
        Record?.NoteTurn(Steps, Ready, chosen);
        WorkItem item = Ready.Take(chosen);
        _hash.Add((uint)chosen, (uint)runnable, (ulong)(item.Owner?.TaskId ?? 0), TypeHash.Of(item.GetType()));
        Faults.BeginStep();
        if (item is GoesOn stopped)
        {
            Carriers!.PassTo(stopped.Carrier);
            return;
        }

        TestTurn turn = Turn;
        turn.RunTurn(item);
        turn.MovePausedTo(Ready);
    }

    private void Strike(int target)
    {
        _hash.Add(uint.MaxValue - 1, (uint)target, 0, 0);
        Record?.NoteStrike(Steps, Faults.Targets[target]);
        Faults.Strike(target);
    }
}
