namespace Liten.Testing;

/// <summary>
/// Every order once: after each schedule, the last choice that has an alternative left takes the next.
/// </summary>
internal sealed class ExhaustiveStrategy : ScheduleStrategy
{
    private readonly List<(int Chosen, int Count)> _path = [];
    private int _depth;

    public override void Start(ulong seed) => _path.Clear();

    public override bool Begin(int schedule)
    {
        _depth = 0;
        if (schedule == 0)
        {
            return true;
        }

        while (_path.Count > 0 && _path[^1].Chosen == _path[^1].Count - 1)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        if (_path.Count == 0)
        {
            return false;
        }

        _path[^1] = (_path[^1].Chosen + 1, _path[^1].Count);
        return true;
    }

    public override int Choose(in Decision decision)
    {
        if (_depth == _path.Count)
        {
            _path.Add((0, decision.Count));
        }

        return Math.Min(_path[_depth++].Chosen, decision.Count - 1);
    }
}
