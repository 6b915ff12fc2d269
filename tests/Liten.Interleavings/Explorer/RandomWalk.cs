namespace Liten.Interleavings;

/// <summary>Chooses with equal chances among those that can go on.</summary>
internal sealed class RandomWalk(int seed, long schedules, int delays) : Strategy
{
    private Random _random = new(seed);
    private long _done;
    private int _delayed;

    public override bool IsComplete => _done == schedules;

    public override int Choose(Execution execution, int current, int enabled, bool isFree)
    {
        int left = _random.Next(System.Numerics.BitOperations.PopCount((uint)enabled));
        for (; left > 0; left--)
        {
            enabled &= enabled - 1;
        }

        return Lowest(enabled);
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
        _done++;
        _delayed = 0;
        return _done < schedules;
    }

    public override void Restart() => _random = new Random(seed + (int)_done);
}
