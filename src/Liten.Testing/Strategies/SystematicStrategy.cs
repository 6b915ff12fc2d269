namespace Liten.Testing;

/// <summary>
/// The default order, then every single deviation, then every two: the orders of few preemptions, in which most errors
/// show. When all have been tried, by lot.
/// </summary>
/// <remarks>After M. Musuvathi and S. Qadeer, "Iterative Context Bounding", PLDI 2007.</remarks>
internal sealed class SystematicStrategy(int maxDeviations) : ScheduleStrategy
{
    private readonly Queue<(int Position, int Chosen)[]> _plans = new();
    private readonly List<int> _counts = [];
    private readonly RandomStrategy _rest = new();
    private (int Position, int Chosen)[] _plan = [];
    private int _next;
    private bool _isExhausted;

    public override void Start(ulong seed)
    {
        _plans.Clear();
        _counts.Clear();
        _plan = [];
        _isExhausted = false;
        _rest.Start(seed);
    }

    public override bool Begin(int schedule)
    {
        if (_counts.Count > 0 && !_isExhausted)
        {
            PlanFurther();
        }

        _isExhausted |= schedule > 0 && _counts.Count > 0 && _plans.Count == 0;
        if (_plans.TryDequeue(out (int, int)[]? plan))
        {
            _plan = plan;
        }

        _counts.Clear();
        _next = 0;
        return true;
    }

    public override int Choose(in Decision decision)
    {
        if (_isExhausted)
        {
            return _rest.Choose(decision);
        }

        int position = _counts.Count;
        _counts.Add(decision.Count);
        if (_next == _plan.Length || _plan[_next].Position != position)
        {
            return 0;
        }

        return Math.Min(_plan[_next++].Chosen, decision.Count - 1);
    }

    /// <summary>
    /// What the last schedule has shown: each decision behind its last deviation may deviate as well.
    /// </summary>
    private void PlanFurther()
    {
        if (_plan.Length == maxDeviations)
        {
            return;
        }

        int first = _plan.Length == 0 ? 0 : _plan[^1].Position + 1;
        for (int position = first; position < _counts.Count; position++)
        {
            for (int chosen = 1; chosen < _counts[position]; chosen++)
            {
                _plans.Enqueue([.. _plan, (position, chosen)]);
            }
        }
    }
}
