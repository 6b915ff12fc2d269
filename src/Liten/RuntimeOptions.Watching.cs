using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Liten;

/// <content>Who wants to be told when a worker does not come back.</content>
public sealed partial class RuntimeOptions
{
    private static readonly TimeSpan s_shortestStall = TimeSpan.FromMilliseconds(1);

    private TimeSpan? _stallThreshold;

    /// <summary>
    /// From when on a worker that is in one turn is stalled: its task neither ends nor waits, but blocks the thread or
    /// computes. It is then reported to <see cref="OnStall"/>, the metrics and the event source, once.
    /// </summary>
    /// <value>
    /// 1 millisecond or more, at most 24 days; null if nobody asks, which is the default. Where <see cref="OnStall"/>
    /// is set or somebody listens, null is 1 second.
    /// </value>
    /// <remarks>
    /// A thread called <c>monitor</c> looks about four times in that time while a worker is awake. It costs the workers
    /// nothing. A turn is what runs without a wait, of one task or of several that go on from one to the next.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    [DisallowNull]
    public TimeSpan? StallThreshold
    {
        get => _stallThreshold ?? (OnStall is null ? null : RuntimeWatch.DefaultStallThreshold);
        set => _stallThreshold = value is { } threshold && threshold < s_shortestStall
            ? throw new ArgumentOutOfRangeException(
                nameof(StallThreshold), value, $"{nameof(StallThreshold)} must be at least {s_shortestStall}.")
            : InRange(value ?? TimeSpan.Zero, nameof(StallThreshold));
    }

    /// <summary>
    /// Called once for each turn that lasts longer than <see cref="StallThreshold"/>, while it lasts, on the monitor's
    /// thread. While the hook runs nothing else is watched, so it should not take long.
    /// </summary>
    public Action<StallReport>? OnStall { get; set; }

    /// <summary>
    /// Makes the meter <c>Liten.Runtime</c> that the runtime is measured by; null, the default, for the one that the
    /// process has. A host sets its own.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }
}
