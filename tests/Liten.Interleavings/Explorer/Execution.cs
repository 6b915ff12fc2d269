using System.Diagnostics.CodeAnalysis;

namespace Liten.Interleavings;

/// <summary>
/// One schedule: the actors, and whose turn it is. One actor runs at a time; before each access to shared memory it asks the
/// strategy who goes on, and hands the baton over if that is another one.
/// </summary>
internal sealed class Execution(Exploration exploration, Strategy strategy, ScenarioSettings settings)
{
    public const int MostActors = 8;

    /// <summary>Steps between two looks at the memory that is in use.</summary>
    private const int StepsPerLook = 256;

    private readonly List<Actor> _actors = [];
    private int _enabled;
    private int _timeouts = settings.Timeouts;

    public StoreBuffer Buffer { get; } = new();

    public DecisionLog Decisions { get; } = new();

    public FailureChoice Failures { get; } = new(strategy, settings);

    public List<string>? Trace { get; init; }

    public int Steps { get; private set; }

    /// <summary>How many times a value in shared memory has changed.</summary>
    public long Writes { get; private set; }

    /// <summary>The virtual clock, in nanoseconds.</summary>
    public long Now { get; private set; }

    public IReadOnlyList<Actor> Actors => _actors;

    public Access LastAccess { get; private set; }

    /// <summary>Adds an actor; it begins when the strategy chooses it.</summary>
    public Actor Add(string name, Action body)
    {
        if (_actors.Count == MostActors)
        {
            Fail($"more than {MostActors} actors");
        }

        var actor = new Actor(this, _actors.Count, name, body) { Baton = exploration.ThreadFor(_actors.Count).Baton };
        exploration.ThreadFor(actor.Index).Next = actor;
        _actors.Add(actor);
        _enabled |= actor.Bit;
        return actor;
    }

    /// <summary>Chooses who begins.</summary>
    public Actor First() => _actors[Choose(null, isFree: true)];

    /// <summary>A scheduling point: the actor goes on once the strategy has chosen it.</summary>
    public void Step(Actor actor, in Access access)
    {
        if (exploration.Memory.IsOverdrawn)
        {
            // Also in settled files, whose accesses are not counted: a loop there would fill the memory of the machine.
            exploration.GiveUp(this, exploration.Memory.Report(this));
        }

        if (settings.IsSettled(access))
        {
            LastAccess = access;
            return;
        }

        StopBetween(actor, access);
    }

    /// <summary>A scheduling point also in a file that is settled: between the two halves of an operation that has been split.</summary>
    public void StopBetween(Actor actor, in Access access)
    {
        actor.Pending = access;
        CountStep();

        if (_enabled != actor.Bit || strategy.ComparesAddresses)
        {
            SwitchTo(actor, Choose(actor, isFree: false));
        }

        LastAccess = access;
        Trace?.Add($"{actor.Name,-12} {access}");
    }

    /// <summary>Whether the actor can also be stopped after a volatile read.</summary>
    public bool StopsAfterReads(Actor actor) => settings.StopsAfterReads && (settings.StoppedAfterReads is not { } name || name == actor.Name);

    /// <summary>The actor has seen that it must wait for another one: it goes on after somebody has changed something.</summary>
    public void Spin(Actor actor, in Access access)
    {
        Sites.Find(access.File, access.Line, access.Kind);
        Buffer.Drain(actor);
        long others = Writes - actor.OwnWrites;
        if (others == actor.SpinMark)
        {
            actor.State = ActorState.Spinning;
            _enabled &= ~actor.Bit;
        }

        actor.SpinMark = others;
        actor.Pending = access;
        Trace?.Add($"{actor.Name,-12} {access}");
        CountStep();
        GiveWay(actor);
    }

    /// <summary>The actor sleeps until it is woken, or until its time is over.</summary>
    public void Sleep(Actor actor, object word, long nanoseconds)
    {
        Buffer.Drain(actor);
        actor.State = ActorState.Asleep;
        actor.SleepsOn = word;
        actor.SleepEnd = nanoseconds < 0 || nanoseconds > long.MaxValue - Now ? long.MaxValue : Now + nanoseconds;
        if (actor.SleepEnd == long.MaxValue || _timeouts == 0)
        {
            _enabled &= ~actor.Bit;
        }

        GiveWay(actor);
        if (actor.State == ActorState.Asleep)
        {
            // Chosen without having been woken: its time is over.
            _timeouts = Math.Max(0, _timeouts - 1);
            Now = Math.Max(Now, actor.SleepEnd);
            Trace?.Add($"{actor.Name,-12} its sleep times out");
            WakeUp(actor);
        }
    }

    /// <summary>Wakes one of those who sleep on a word.</summary>
    public void Wake(object word)
    {
        foreach (Actor actor in _actors)
        {
            if (actor.State == ActorState.Asleep && ReferenceEquals(actor.SleepsOn, word))
            {
                WakeUp(actor);
                return;
            }
        }
    }

    /// <summary>A value becomes visible to all.</summary>
    public void Store<T>(Actor actor, ref T location, T value)
    {
        bool changed = !Same(location, value);
        location = value;
        if (changed)
        {
            Changed(actor);
        }
    }

    /// <summary>Something has changed: whoever spins looks again. Null when it is not one actor's doing.</summary>
    public void Changed(Actor? by)
    {
        Writes++;
        if (by is not null)
        {
            by.OwnWrites++;
        }

        foreach (Actor other in _actors)
        {
            if (other.State == ActorState.Spinning && other != by)
            {
                other.State = ActorState.Ready;
                _enabled |= other.Bit;
            }
        }
    }

    /// <summary>Whether the next volatile store of this actor shall stay in its buffer.</summary>
    public bool Delays(Actor actor)
    {
        if (settings.StoreDelay == 0 || _enabled == actor.Bit || settings.IsSettled(LastAccess))
        {
            return false;
        }

        bool delays = strategy.ChooseDelay();
        Decisions.Add(delays ? DecisionLog.Delayed : DecisionLog.Immediate);
        return delays;
    }

    public void CopyPending(Span<Access> destination)
    {
        for (int i = 0; i < _actors.Count; i++)
        {
            destination[i] = _actors[i].Pending;
        }
    }

    /// <summary>An actor has ended. Returns who goes on; null when all have ended.</summary>
    public Actor? Ended(Actor actor)
    {
        actor.State = ActorState.Ended;
        _enabled &= ~actor.Bit;
        Wake(actor);
        return _actors.TrueForAll(other => other.State == ActorState.Ended) ? null : _actors[Choose(null, isFree: true)];
    }

    /// <summary>Gives up a schedule that did not repeat as it should.</summary>
    [DoesNotReturn]
    public void Repeat() => exploration.Abandon(this, null);

    /// <summary>Gives the schedule up: the calling thread never returns.</summary>
    [DoesNotReturn]
    public void Fail(string reason) => exploration.Abandon(this, reason);

    public static bool Same<T>(T a, T b) => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(a, b) : ReferenceEquals(a, b);

    private void CountStep()
    {
        if (++Steps > settings.MostSteps)
        {
            Fail($"no end after {settings.MostSteps} steps: a livelock, or a scenario that is too long");
        }

        if (Steps % StepsPerLook == 0)
        {
            exploration.Memory.Look();
        }
    }

    private void WakeUp(Actor actor)
    {
        actor.State = ActorState.Ready;
        actor.SleepsOn = null;
        _enabled |= actor.Bit;
    }

    private void GiveWay(Actor actor) => SwitchTo(actor, Choose(actor, isFree: true));

    private int Choose(Actor? current, bool isFree)
    {
        while (_enabled == 0)
        {
            PassTime();
        }

        if ((_enabled & (_enabled - 1)) == 0 && !strategy.ComparesAddresses)
        {
            return System.Numerics.BitOperations.TrailingZeroCount(_enabled);
        }

        try
        {
            int chosen = strategy.Choose(this, current?.Index ?? Strategy.Nobody, _enabled, isFree);
            if ((_enabled & (_enabled - 1)) != 0)
            {
                Decisions.Add(chosen);
            }

            return chosen;
        }
        catch (NotRepeatableException)
        {
            Repeat();
            throw;
        }
    }

    /// <summary>Nobody can go on: time passes until the first sleep ends, or never does.</summary>
    private void PassTime()
    {
        Actor? first = _actors.Where(actor => actor.State == ActorState.Asleep && actor.SleepEnd != long.MaxValue).MinBy(actor => actor.SleepEnd);
        if (first is null)
        {
            Fail("deadlock: " + string.Join("; ", _actors.Where(actor => actor.State != ActorState.Ended).Select(Describe)));
        }

        // It stays asleep, so that it sees itself that its time is over.
        _enabled |= first.Bit;
    }

    private static string Describe(Actor actor)
        => $"{actor.Name} is {actor.State.ToString().ToLowerInvariant()} after {actor.Pending}";

    private void SwitchTo(Actor from, int to)
    {
        if (to != from.Index)
        {
            _actors[to].Baton.Pass();
            from.Baton.Wait();
        }
    }
}
