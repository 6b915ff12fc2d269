namespace Liten.Interleavings;

/// <summary>
/// Visits every behaviour without any bound on preemptions. Of the schedules that differ only in the order of independent accesses
/// it visits about one. (Sleep sets: Godefroid, LNCS 1032, 1996.)
/// </summary>
/// <remarks>
/// Not combined with a preemption bound: the schedule that stands for the others may have more preemptions than they have, and the
/// bound would then cut behaviour off that it promises to visit. Stores are not delayed here: a delayed one has no place in the
/// order on which independence is built. Nothing fails here either. Two accesses are independent when they are to different locations or both read;
/// plain fields are seen only through the atomics that guard them.
/// </remarks>
internal sealed class SleepSets : Strategy
{
    private readonly List<Node> _path = [];
    private int _depth;
    private bool _redundant;
    private bool _complete;

    public override bool IsRedundant => _redundant;

    public override bool IsComplete => _complete;

    public override bool ComparesAddresses => true;

    public override int Choose(Execution execution, int current, int enabled, bool isFree)
    {
        if (_redundant)
        {
            return Lowest(enabled);
        }

        if (_depth == _path.Count)
        {
            int asleep = InheritedSleep(execution) & enabled;
            if (asleep == enabled)
            {
                _redundant = true;
                return Lowest(enabled);
            }

            bool stays = current != Nobody && (enabled & ~asleep & (1 << current)) != 0;
            _path.Add(new Node { Enabled = enabled, Asleep = asleep, Chosen = stays ? current : Lowest(enabled & ~asleep) });
        }

        Node node = _path[_depth++];
        if (node.Enabled != enabled)
        {
            throw new NotRepeatableException();
        }

        execution.CopyPending(node.Pending);
        return node.Chosen;
    }

    public override bool ChooseDelay() => false;

    public override bool ChooseFailure() => false;

    public override bool Advance()
    {
        if (_depth < _path.Count)
        {
            throw new NotRepeatableException();
        }

        _depth = 0;
        _redundant = false;
        while (_path.Count > 0)
        {
            Node node = _path[^1];
            node.Asleep |= 1 << node.Chosen;
            int left = node.Enabled & ~node.Asleep;
            if (left != 0)
            {
                node.Chosen = Lowest(left);
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
        _depth = 0;
        _redundant = false;
    }

    /// <summary>Who sleeps after the last choice: those whose next access does not depend on the one that was chosen.</summary>
    private int InheritedSleep(Execution execution)
    {
        if (_depth == 0)
        {
            return 0;
        }

        Node before = _path[_depth - 1];
        int asleep = 0;
        for (int actor = 0; actor < Execution.MostActors; actor++)
        {
            if ((before.Asleep & (1 << actor)) != 0 && !before.Pending[actor].DependsOn(before.Pending[before.Chosen]))
            {
                asleep |= 1 << actor;
            }
        }

        return asleep;
    }

    private sealed class Node
    {
        public int Enabled { get; init; }

        public int Asleep { get; set; }

        public int Chosen { get; set; }

        public Access[] Pending { get; } = new Access[Execution.MostActors];
    }
}
