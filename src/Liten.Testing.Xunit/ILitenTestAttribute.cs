namespace Liten.Testing.Xunit;

/// <summary>How a test is explored.</summary>
public interface ILitenTestAttribute
{
    /// <summary>How many schedules at most; 0 for the default.</summary>
    int Schedules { get; }

    /// <summary>Who decides the orders.</summary>
    StrategyKind Strategy { get; }

    /// <inheritdoc cref="ExploreOptions.Points"/>
    SchedulePoints Points { get; }

    /// <inheritdoc cref="ExploreOptions.Workers"/>
    int Workers { get; }

    /// <inheritdoc cref="ExploreOptions.Outside"/>
    OutsideRule Outside { get; }

    /// <inheritdoc cref="ExploreOptions.Leaks"/>
    LeakRule Leaks { get; }

    /// <summary>A timer may fire early if it is at most so far away: 0 for never. The default is 1000.</summary>
    int EarlyTimersMilliseconds { get; }

    /// <summary>See <see cref="ExploreOptions.MaxTurns"/>; 0 for the default.</summary>
    int MaxTurns { get; }

    /// <summary>Runs this schedule only: the line of a report.</summary>
    string? Replay { get; }
}
