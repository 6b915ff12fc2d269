namespace Liten.Testing;

/// <summary>How a body is explored: the one place of defaults and ranges.</summary>
/// <remarks>A value out of range throws where it is set. Not thread safe.</remarks>
/// <example>
/// <code>Explore.Run(Body, new ExploreOptions { Strategy = Strategy.Exhaustive, EarlyTimers = TimeSpan.Zero });</code>
/// </example>
public sealed class ExploreOptions
{
    private int _schedules = 1000;
    private int _maxTurns = 10_000;
    private int _workers = 2;
    private TimeSpan _timeLimit = TimeSpan.FromMinutes(1);
    private TimeSpan _maxTime = TimeSpan.FromHours(24);
    private TimeSpan _earlyTimers = TimeSpan.FromSeconds(1);
    private TimeSpan _stuckAfter = TimeSpan.FromSeconds(10);

    /// <summary>How many schedules at most.</summary>
    /// <value>1 or more. The default is 1000; of <see cref="Strategy.Exhaustive"/>, 1,000,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Schedules
    {
        get => _schedules;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Schedules));
            _schedules = value;
            HasSchedules = true;
        }
    }

    /// <summary>After so much real time no further schedule begins.</summary>
    /// <value>More than zero. The default is a minute.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan TimeLimit
    {
        get => _timeLimit;
        set => _timeLimit = Positive(value, nameof(TimeLimit));
    }

    /// <summary>From what strategies draw.</summary>
    /// <value>
    /// Null takes the environment's LITEN_SEED (a number, or "random"), and else a number that follows from the place
    /// of the call, so that the same test tries the same orders each time. The default is null.
    /// </value>
    public ulong? Seed { get; set; }

    /// <summary>Who decides the orders.</summary>
    /// <value>The default is <see cref="Strategy.Default"/>.</value>
    public ScheduleStrategy Strategy { get; set; } = Testing.Strategy.Default;

    /// <summary>Where a schedule may go on with another task.</summary>
    /// <value>The default is <see cref="SchedulePoints.Awaits"/>.</value>
    public SchedulePoints Points { get; set; } = SchedulePoints.Awaits;

    /// <summary>
    /// On how many threads turns run with <see cref="SchedulePoints.Operations"/>, one at a time: so many pieces of
    /// code can be stopped in mid-stack, or blocked. The other points need one thread.
    /// </summary>
    /// <value>1 to 16. The default is 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 16.</exception>
    public int Workers
    {
        get => _workers;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Workers));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 16, nameof(Workers));
            _workers = value;
        }
    }

    /// <summary>
    /// A timer may fire while code could run, if it is at most so far away: so a timeout is tried against the work it
    /// limits.
    /// </summary>
    /// <value>Zero for never, or more. The default is a second.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan EarlyTimers
    {
        get => _earlyTimers;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(EarlyTimers));
            _earlyTimers = value;
        }
    }

    /// <summary>
    /// After so many turns a schedule goes on in a fair order; if after as many turns more no task has ended and no
    /// time has passed, it is a livelock.
    /// </summary>
    /// <value>1 or more. The default is 10,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxTurns
    {
        get => _maxTurns;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxTurns));
            _maxTurns = value;
        }
    }

    /// <summary>How much virtual time a schedule may take.</summary>
    /// <value>More than zero. The default is 24 hours.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan MaxTime
    {
        get => _maxTime;
        set => _maxTime = Positive(value, nameof(MaxTime));
    }

    /// <summary>After so much real time within one turn the code is stuck, and the exploration is given up.</summary>
    /// <value>More than zero. The default is 10 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan StuckAfter
    {
        get => _stuckAfter;
        set => _stuckAfter = Positive(value, nameof(StuckAfter));
    }

    /// <summary>What happens when code leaves the one thread, or blocks it.</summary>
    /// <value>The default is <see cref="OutsideRule.Fail"/>.</value>
    public OutsideRule Outside { get; set; }

    /// <summary>Whether tasks that are left over when the body has ended fail the schedule.</summary>
    /// <value>The default is <see cref="LeakRule.Fail"/>.</value>
    public LeakRule Leaks { get; set; }

    internal bool HasSchedules { get; private set; }

    private static TimeSpan Positive(TimeSpan value, string name) => value > TimeSpan.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be more than zero.");
}
