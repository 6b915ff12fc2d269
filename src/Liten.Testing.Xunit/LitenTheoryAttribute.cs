using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>Like <see cref="LitenFactAttribute"/>, once for each row of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LitenTheoryDiscoverer))]
public sealed class LitenTheoryAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : TheoryAttribute(sourceFilePath, sourceLineNumber), ILitenTestAttribute
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
