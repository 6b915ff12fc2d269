namespace Liten.Interleavings;

/// <summary>
/// Visits every schedule with at most so many preemptions and so many delayed stores. A preemption is a switch away from an actor
/// that could have gone on. (Musuvathi and Qadeer, "Iterative context bounding", PLDI 2007.)
/// </summary>
internal sealed class DepthFirst(int preemptions, int delays) : Strategy
{
    private readonly List<Choice> _path = [];
    private int _depth;
    private int _preempted;
    private int _delayed;
    private bool _complete;

    public override bool IsComplete => _complete;

    public override int Choose(Execution execution, int current, int enabled, bool isFree)
    {
        if (_depth == _path.Count)
        {
            bool stays = current != Nobody && (enabled & (1 << current)) != 0;
            int first = stays ? current : Lowest(enabled);
            _path.Add(new Choice((sbyte)current, (byte)enabled, stays && !isFree, (sbyte)first, (byte)(1 << first), (byte)_preempted, (byte)_delayed));
        }

        Choice choice = _path[_depth++];
        if (choice.IsOfTwo || choice.Enabled != enabled || choice.Current != current)
        {
            throw new NotRepeatableException();
        }

        _preempted += choice.Costs && choice.Chosen != current ? 1 : 0;
        return choice.Chosen;
    }

    public override bool ChooseDelay()
    {
        bool chosen = _delayed < delays && ChooseOne(Choice.Delay);
        _delayed += chosen ? 1 : 0;
        return chosen;
    }

    public override bool ChooseFailure() => ChooseOne(Choice.Failure);

    public override bool Advance()
    {
        if (_depth < _path.Count)
        {
            throw new NotRepeatableException();
        }

        while (_path.Count > 0)
        {
            if (TryNext(_path[^1]) is { } next)
            {
                _path[^1] = next;
                Rewind();
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        _complete = true;
        return false;
    }

    public override void Restart()
    {
        _path.Clear();
        Rewind();
    }

    /// <summary>A choice of no and yes, in this order.</summary>
    private bool ChooseOne(sbyte kind)
    {
        if (_depth == _path.Count)
        {
            _path.Add(new Choice(kind, 0, false, 0, 0, (byte)_preempted, (byte)_delayed));
        }

        Choice choice = _path[_depth++];
        if (choice.Current != kind)
        {
            throw new NotRepeatableException();
        }

        return choice.Chosen == 1;
    }

    private void Rewind()
    {
        _depth = 0;
        _preempted = 0;
        _delayed = 0;
    }

    private Choice? TryNext(Choice choice)
    {
        if (choice.IsOfTwo)
        {
            return choice.Chosen == 0 ? choice with { Chosen = 1 } : null;
        }

        int left = choice.Enabled & ~choice.Tried;
        if (left == 0 || (choice.Costs && choice.Preempted == preemptions))
        {
            return null;
        }

        int next = Lowest(left);
        return choice with { Chosen = (sbyte)next, Tried = (byte)(choice.Tried | (1 << next)) };
    }

    /// <param name="Current">The actor at the point, or what is chosen in place of one.</param>
    /// <param name="Enabled">Who could go on.</param>
    /// <param name="Costs">Whether choosing another than the current one is a preemption.</param>
    /// <param name="Chosen">Who went on; of a store, 1 for delayed; of what may fail, 1 for that.</param>
    /// <param name="Tried">Who has been chosen here so far.</param>
    /// <param name="Preempted">Preemptions before this point.</param>
    /// <param name="Delayed">Delayed stores before this point.</param>
    private readonly record struct Choice(sbyte Current, byte Enabled, bool Costs, sbyte Chosen, byte Tried, byte Preempted, byte Delayed)
    {
        public const sbyte Delay = -2;

        public const sbyte Failure = -3;

        public bool IsOfTwo => Current <= Delay;
    }
}
