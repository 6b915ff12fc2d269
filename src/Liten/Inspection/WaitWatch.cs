namespace Liten;

/// <summary>
/// Looks from time to time whether tasks of a runtime wait for each other or all for nothing, and tells its hooks.
/// </summary>
/// <remarks>There is none where no hook is set. One look at a time.</remarks>
internal sealed class WaitWatch : IDisposable
{
    /// <summary>So many times as long as a look takes, the next one does not come: see OnWaitCycle.</summary>
    private const int Rest = 50;

    /// <summary>Shorter limits would only burn the processor (arbitrary).</summary>
    private const long ShortestPause = 10 * Nanoseconds.PerMillisecond;

    private readonly TaskInspector _inspector;
    private readonly RuntimeHooks _hooks;
    private readonly WaitHooks _wanted;
    private readonly long _limit;
    private readonly Timer _timer;
    private Dictionary<string, (long Since, bool IsTold)> _states = [];
    private AtomicFlag _ended;

    public WaitWatch(TaskInspector inspector, RuntimeHooks hooks, WaitHooks wanted)
    {
        _inspector = inspector;
        _hooks = hooks;
        _wanted = wanted;
        _limit = Nanoseconds.In(wanted.Limit);
        _timer = new Timer(static watch => ((WaitWatch)watch!).Look(), this, Timeout.Infinite, Timeout.Infinite);
        Plan(0);
    }

    public void Dispose()
    {
        _ended.TrySet();
        _timer.Dispose();
    }

    /// <summary>One look at a time: the next one is planned at its end.</summary>
    private void Look()
    {
        long begun = _wanted.Clock.Nanoseconds;
        try
        {
            var states = new Dictionary<string, (long Since, bool IsTold)>();
            LookForCycles(states, begun);
            LookForStandstill(states, begun);

            // What is not there any more is told again when it comes back.
            _states = states;
        }
        catch (OutOfMemoryException)
        {
            // The next look may find room.
        }

        Plan(_wanted.Clock.Nanoseconds - begun);
    }

    private void LookForCycles(Dictionary<string, (long Since, bool IsTold)> states, long now)
    {
        if (_wanted.OnWaitCycle is not { } hook)
        {
            return;
        }

        foreach (WaitCycle cycle in TaskInspector.FindCycles(InspectedRuntimes.All))
        {
            if (!cycle.HasToken && cycle.Tasks.Any(_inspector.IsOwn)
                && IsDue(states, string.Join(',', cycle.Tasks.Select(static task => task.Id).Order()), now))
            {
                _hooks.Call(hook, cycle, nameof(WaitHooks.OnWaitCycle));
            }
        }
    }

    private void LookForStandstill(Dictionary<string, (long Since, bool IsTold)> states, long now)
    {
        if (_wanted.OnStandstill is { } hook && _inspector.ReadStandstill() is { } turns
            && IsDue(states, $"{nameof(WaitHooks.OnStandstill)} {turns}", now))
        {
            _hooks.Call(hook, _inspector.List(new TaskQuery()), nameof(WaitHooks.OnStandstill));
        }
    }

    /// <summary>Whether a state has lasted long enough, and was not told.</summary>
    private bool IsDue(Dictionary<string, (long Since, bool IsTold)> states, string state, long now)
    {
        bool isKnown = _states.TryGetValue(state, out (long Since, bool IsTold) before);
        long since = isKnown ? before.Since : now;
        bool isDue = isKnown && !before.IsTold && now - since >= _limit;
        states[state] = (since, before.IsTold || isDue);
        return isDue;
    }

    private void Plan(long took)
    {
        long pause = Math.Max(Math.Max(_limit / 2, ShortestPause), took * Rest);
        if (!_ended.IsSet)
        {
            // Harmless where it was disposed just now.
            _timer.Change(Nanoseconds.ToTimeSpan(pause), Timeout.InfiniteTimeSpan);
        }
    }
}
