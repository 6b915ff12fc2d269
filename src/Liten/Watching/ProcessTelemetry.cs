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

    private static AtomicFlag s_hasMeter;
    private static AtomicFlag s_hasEvents;
    private static Published<LitenEventSource> s_events;

    /// <summary>The instruments of runtimes that were given no factory.</summary>
    public static RuntimeInstruments Instruments { get; } = new();

    /// <summary>Whether somebody who traces wants to hear of stalls.</summary>
    public static bool WantsStalls => s_events.Value is { WantsStalls: true };

    public static void Stalled(StallReport report)
    {
        if (WantsStalls)
        {
            s_events.Value!.Stall(report.Runtime, report.Worker.Name, report.ToString());
        }
    }

    /// <summary>A runtime is built: what the process lacks of both comes a little later.</summary>
    /// <param name="withMeter">Whether the runtime is measured by the process's own instruments.</param>
    /// <param name="answer">Answers what a tool asks for by the arguments that it listens with.</param>
    public static void Begin(bool withMeter, Action<IDictionary<string, string?>?> answer)
    {
        bool needsMeter = withMeter && s_hasMeter.TrySet();
        if (s_hasEvents.TrySet() || needsMeter)
        {
            Later(needsMeter, answer);
        }
    }

    private static void Later(bool needsMeter, Action<IDictionary<string, string?>?> answer)
    {
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            ITimer? timer = null;
            timer = TimeProvider.System.CreateTimer(
                _ =>
                {
                    timer?.Dispose();
                    Publish(needsMeter, answer);
                },
                null,
                s_delay,
                Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }
    }

    private static void Publish(bool needsMeter, Action<IDictionary<string, string?>?> answer)
    {
        if (needsMeter)
        {
            Instruments.Publish(new Meter(RuntimeInstruments.MeterName));
        }

        LitenEventSource.ReadTotals = MeasuredRuntimes.Total;
        LitenEventSource.ListenerCame = MeasuredRuntimes.AskAll;
        LitenEventSource.Asked = answer;
        s_events.Set(LitenEventSource.Log);

        // Who has listened to the source from its beginning was told of nothing yet.
        MeasuredRuntimes.AskAll();
    }
}
