namespace Liten.Testing;

/// <summary>Decides the order of each schedule of an exploration.</summary>
/// <remarks>
/// One object serves one exploration at a time, on one thread. Its choices must follow from what it is asked and from
/// its own state alone, so that an exploration can be repeated.
/// </remarks>
public abstract class ScheduleStrategy
{
    /// <summary>A schedule begins.</summary>
    /// <param name="schedule">Its number, from 0.</param>
    /// <returns>False if there is no further order to try; then the exploration ends.</returns>
    public virtual bool Begin(int schedule) => true;

    /// <summary>Chooses what happens next.</summary>
    /// <returns>The number of an alternative; 0 keeps the default order.</returns>
    public abstract int Choose(in Decision decision);

    /// <summary>The exploration begins: strategies that draw by lot take their seed from here.</summary>
    /// <param name="seed">See <see cref="ExploreOptions.Seed"/>.</param>
    public virtual void Start(ulong seed)
    {
    }
}
