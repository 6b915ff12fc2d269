namespace Liten;

/// <summary>What few timers need: a period, an ExecutionContext, somebody who waits for the last callback, a life after the runtime. Made on demand.</summary>
/// <remarks>Guarded as its <see cref="LitenTimer"/> is, by the driver's latch.</remarks>
internal sealed class TimerExtras
{
    /// <summary>The context of whoever made the timer, for its callback; null is the default one.</summary>
    public ExecutionContext? Context { get; private init; }

    /// <summary>Nanoseconds between expiries; zero for a timer that expires once.</summary>
    public long Period { get; set; }

    public TaskCompletionSource? LastCallbackDone { get; set; }

    /// <summary>The current plan once the driver has closed; null before, and in a timer that was not armed then.</summary>
    public SystemTimer? Successor { get; set; }

    public static TimerExtras? OfContext(ExecutionContext? context) => context is null ? null : new TimerExtras { Context = context };
}
