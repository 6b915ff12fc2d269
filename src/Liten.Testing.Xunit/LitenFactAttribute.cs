using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>
/// A test that is run in many orders of its tasks, on one thread and in virtual time: constructor, InitializeAsync,
/// method and Dispose, in every schedule.
/// </summary>
/// <remarks>The schedule is <see cref="TestRun.Current"/>.</remarks>
/// <example>
/// <code>
/// [LitenFact(Schedules = 1000)]
/// public async Task Transfers_keep_the_sum() { .. }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LitenFactDiscoverer))]
public sealed class LitenFactAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), ILitenTestAttribute
{
    /// <inheritdoc/>
    public int Schedules { get; set; }

    /// <inheritdoc/>
    public StrategyKind Strategy { get; set; }

    /// <inheritdoc/>
    public SchedulePoints Points { get; set; } = SchedulePoints.Awaits;

    /// <inheritdoc/>
    public int Workers { get; set; } = 2;

    /// <inheritdoc/>
    public OutsideRule Outside { get; set; }

    /// <inheritdoc/>
    public LeakRule Leaks { get; set; }

    /// <inheritdoc/>
    public int EarlyTimersMilliseconds { get; set; } = 1000;

    /// <inheritdoc/>
    public int MaxTurns { get; set; }

    /// <inheritdoc/>
    public string? Replay { get; set; }
}
