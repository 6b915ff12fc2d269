namespace Liten.Interleavings;

/// <summary>
/// Probabilistic concurrency testing: the actor with the highest priority runs, priorities are random, and at depth - 1 random steps
/// the running actor's falls below all others. A bug that needs the order of <em>depth</em> steps is found by one run with a
/// probability of at least 1 / (actors * steps^(depth - 1)). (Burckhardt et al., ASPLOS 2010.)
/// </summary>
internal sealed class PriorityWalk(int seed, long schedules, int depth, int steps, int delays) : Strategy
{
    private readonly int[] _priorities = new int[Execution.MostActors];
    private readonly int[] _changes = new int[Math.Max(0, depth - 1)];
    private Random _random = new(seed);
    private long _done;
    private int _step;
    private int _lowest;
    private int _delayed;
    private bool _drawn;

    public override bool IsComplete => _done == schedules;

    /// <summary>The most steps of a schedule so far: the k of the guarantee, which holds when it is not above what was assumed.</summary>
    public int MostSteps { get; private set; }

    /// <summary>The chance that so many runs find a bug of this depth, if there is one.</summary>
    public static double Guarantee(int actors, int steps, int depth, long runs)
        => 1 - Math.Exp(runs * Math.Log(1 - (1 / (actors * Math.Pow(steps, depth - 1)))));

    /// <summary>How many runs find a bug of this depth with the given chance.</summary>
    public static long RunsFor(double chance, int actors, int steps, int depth)
        => (long)Math.Ceiling(Math.Log(1 - chance) / Math.Log(1 - (1 / (actors * Math.Pow(steps, depth - 1)))));

    public override int Choose(Execution execution, int current, int enabled, bool isFree)
    {
        if (!_drawn)
        {
            Draw();
        }

        _step++;
        if (current != Nobody && (isFree || Array.IndexOf(_changes, _step) >= 0))
        {
            _priorities[current] = --_lowest;
        }

        int best = Lowest(enabled);
        for (int mask = enabled; mask != 0; mask &= mask - 1)
        {
            best = _priorities[Lowest(mask)] > _priorities[best] ? Lowest(mask) : best;
        }

        return best;
    }

    public override bool ChooseDelay()
    {
        bool delay = _delayed < delays && _random.Next(4) == 0;
        _delayed += delay ? 1 : 0;
        return delay;
    }

    public override bool ChooseFailure() => _random.Next(FailureOdds) == 0;

    public override bool Advance()
    {
        MostSteps = Math.Max(MostSteps, _step);
        _drawn = false;
        _done++;
        return _done < schedules;
    }

    public override void Restart()
    {
        _random = new Random(seed + (int)_done);
        _drawn = false;
    }

    private void Draw()
    {
        for (int i = 0; i < _priorities.Length; i++)
        {
            _priorities[i] = i + 1;
        }

        _random.Shuffle(_priorities);
        for (int i = 0; i < _changes.Length; i++)
        {
            _changes[i] = _random.Next(1, steps + 1);
        }

        _step = 0;
        _lowest = 0;
        _delayed = 0;
        _drawn = true;
    }
}
