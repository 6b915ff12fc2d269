using System.Diagnostics.Metrics;

namespace Liten;

/// <summary>
/// What the process has once and not per runtime: its meter and its event source. They are made a little after the
/// first runtime, for they cost a starting process more than all else.
/// </summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal static class ProcessTelemetry
{
    /// <summary>Few programs that somebody measures end sooner (arbitrary).</summary>
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);

    private static readonly Lazy<RuntimeInstruments> s_instruments = new(Begin);
    private static Published<LitenEventSource> s_events;

    /// <summary>The instruments of runtimes that were given no factory.</summary>
    public static RuntimeInstruments Instruments => s_instruments.Value;

    /// <summary>Whether somebody who traces wants to hear of stalls.</summary>
    public static bool WantsStalls => s_events.Value is { WantsStalls: true };

    public static void Stalled(StallReport report)
    {
        if (WantsStalls)
        {
            s_events.Value!.Stall(report.Runtime, report.Worker.Name, report.ToString());
        }
    }

    private static RuntimeInstruments Begin()
    {
        var instruments = new RuntimeInstruments();
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            ITimer? timer = null;
            timer = TimeProvider.System.CreateTimer(
                _ =>
                {
                    timer?.Dispose();
                    Publish(instruments);
                },
                null,
                s_delay,
                Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }

        return instruments;
    }

    private static void Publish(RuntimeInstruments instruments)
    {
        instruments.Publish(new Meter(RuntimeInstruments.MeterName));
        LitenEventSource.ReadTotals = MeasuredRuntimes.Total;
        LitenEventSource.ListenerCame = MeasuredRuntimes.AskAll;
        s_events.Set(LitenEventSource.Log);

        // Who has listened to the source from its beginning was told of nothing yet.
        MeasuredRuntimes.AskAll();
    }
}
