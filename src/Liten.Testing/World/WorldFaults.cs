namespace Liten.Testing;

/// <summary>Which faults may still strike in the present schedule.</summary>
internal sealed class WorldFaults
{
    private readonly Dictionary<string, int> _named = [];
    private readonly Dictionary<string, TimeSpan> _delays = [];
    private readonly List<CancellationTokenSource> _sources = [];
    private int _aborts;
    private int _points;

    /// <summary>What may be struck between two steps now.</summary>
    public List<FaultTarget> Targets { get; } = [];

    /// <summary>Whether any such fault is possible at all: then steps look closer.</summary>
    public bool AreAny => _aborts > 0 || _sources.Count > 0;

    /// <summary>Whether messages may be struck at all.</summary>
    public bool StrikeMessages { get; private set; }

    public void Clear()
    {
        StrikeMessages = false;
        _delays.Clear();
        _aborts = 0;
        _points = 0;
        _named.Clear();
        _sources.Clear();
        Targets.Clear();
    }

    public void AllowAborts(int atMost) => _aborts = atMost;

    public void AllowNamed(string name, int atMost) => _named[name] = atMost;

    /// <summary>A fault of that kind may strike messages of the channel.</summary>
    public void AllowMessage(MessageFault fault, string channel, int atMost, TimeSpan delay = default)
    {
        StrikeMessages = true;
        _delays[channel] = delay > TimeSpan.Zero ? delay : DelayOf(channel);
        AllowNamed(fault.In(channel), atMost);
    }

    /// <summary>By how much a delayed message of the channel is late.</summary>
    public TimeSpan DelayOf(string channel) => _delays.GetValueOrDefault(channel);

    /// <summary>A step begins: its fault points are counted from 1.</summary>
    public void BeginStep() => _points = 0;

    public void AllowCancel(CancellationTokenSource source) => _sources.Add(source);

    /// <summary>Lists what may be struck now: every living task but the body's own, and each open source.</summary>
    public int FindTargets(List<TaskCore> tasks)
    {
        Targets.Clear();
        for (int i = 1; _aborts > 0 && i < tasks.Count; i++)
        {
            if (!tasks[i].HasEnded && !tasks[i].IsAbortRequested)
            {
                Targets.Add(new FaultTarget(DeviationKind.Abort, (int)tasks[i].TaskId, tasks[i]));
            }
        }

        for (int i = 0; i < _sources.Count; i++)
        {
            if (!_sources[i].IsCancellationRequested)
            {
                Targets.Add(new FaultTarget(DeviationKind.Cancel, i + 1, _sources[i]));
            }
        }

        return Targets.Count;
    }

    public void Strike(int target)
    {
        if (Targets[target].Target is TaskCore task)
        {
            _aborts--;
            task.RequestAbort();
        }
        else
        {
            ((CancellationTokenSource)Targets[target].Target).Cancel();
        }
    }

    /// <summary>Whether running code has come to a place where a fault may strike.</summary>
    public bool TryReach(string name, out int point)
    {
        point = 0;
        if (!_named.TryGetValue(name, out int left) || left == 0)
        {
            return false;
        }

        point = ++_points;
        return true;
    }

    public void Strike(string name) => _named[name]--;
}
