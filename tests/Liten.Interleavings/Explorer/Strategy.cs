namespace Liten.Interleavings;

/// <summary>Decides at each scheduling point who goes on.</summary>
internal abstract class Strategy
{
    public const int Nobody = -1;

    /// <summary>Of so many chances to fail a walk takes one.</summary>
    protected const int FailureOdds = 8;

    /// <summary>Chooses one of the actors that can go on.</summary>
    /// <param name="execution">The schedule so far.</param>
    /// <param name="current">The actor at the scheduling point; <see cref="Nobody"/> at the start and when one ends.</param>
    /// <param name="enabled">One bit per actor that can go on.</param>
    /// <param name="isFree">Whether the current actor gives way by itself, so that a switch is no preemption.</param>
    public abstract int Choose(Execution execution, int current, int enabled, bool isFree);

    /// <summary>Chooses whether a store stays in the store buffer.</summary>
    public abstract bool ChooseDelay();

    /// <summary>Chooses whether what an actor asks for fails: an allocation, or a wait that an interrupt can end.</summary>
    public abstract bool ChooseFailure();

    /// <summary>Prepares the next schedule; false when there is none left.</summary>
    public abstract bool Advance();

    /// <summary>Whether this schedule only repeats another one in another order, so that it does not count.</summary>
    public virtual bool IsRedundant => false;

    /// <summary>Whether all that the strategy promises to visit has been visited.</summary>
    public virtual bool IsComplete => false;

    /// <summary>Whether it looks at addresses.</summary>
    public virtual bool ComparesAddresses => false;

    /// <summary>Starts over, after a schedule that did not repeat as it should.</summary>
    public virtual void Restart()
    {
    }

    protected static int Lowest(int mask) => System.Numerics.BitOperations.TrailingZeroCount(mask);
}
