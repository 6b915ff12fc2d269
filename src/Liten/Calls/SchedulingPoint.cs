using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Where an explorer of orders may let other tasks go first: before an operation that may wait, also if it would not
/// have to. Off in production, where it is a constant false.
/// </summary>
/// <remarks>
/// Before and not behind: what a task has read may be outdated when its operation acts. An operation that is asked for
/// and not awaited at once acts at the end of the turn at the latest, so that one which is held on to has begun.
/// Operations that promise to count from the call on, such as waiting for a notification, cannot be put off so. They,
/// and those that do not wait at all, have <see cref="Here"/> before them.
/// </remarks>
internal static class SchedulingPoint
{
    /// <summary>The name of the switch, which must be set before the process first asks for it.</summary>
    public const string SwitchName = "Liten.SchedulingPoints";

    private static readonly bool s_isOn = AppContext.TryGetSwitch(SwitchName, out bool isOn) && isOn;

    /// <summary>Whether there are such points in this process: a constant to the optimizing compiler.</summary>
    [FeatureSwitchDefinition(SwitchName)]
    public static bool IsOn => s_isOn;

    /// <summary>Whether an operation that begins here and now must pause.</summary>
    public static bool IsDue => IsOn && Turn.Current is ExploredTurn turn && turn.MustPause();

    /// <summary>
    /// Before an operation that does not wait, or that counts from its call on: the calling code may be stopped here,
    /// in mid-stack, while others go first. Never under a latch.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Here()
    {
        if (IsOn)
        {
            Stop();
        }
    }

    /// <summary>Pauses, then begins the operation.</summary>
    public static async LitenTask<T> Before<TState, T>(
        TState state, Func<TState, CancellationToken, LitenTask<T>> operation, CancellationToken cancellationToken)
    {
        await new LitenTask(PauseSource.Instance, 0);
        (Turn.Current as ExploredTurn)?.Pass();
        return await operation(state, cancellationToken);
    }

    /// <inheritdoc cref="Before{TState, T}(TState, Func{TState, CancellationToken, LitenTask{T}}, CancellationToken)"/>
    public static async LitenTask Before<TState>(
        TState state, Func<TState, CancellationToken, LitenTask> operation, CancellationToken cancellationToken)
    {
        await new LitenTask(PauseSource.Instance, 0);
        (Turn.Current as ExploredTurn)?.Pass();
        await operation(state, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Stop() => (Turn.Current as ExploredTurn)?.Stop();

    /// <summary>What a paused call awaits: its next run. One object serves all.</summary>
    private sealed class PauseSource : AwaitSource<VoidResult>
    {
        public static readonly PauseSource Instance = new();

        internal override bool IsDone(uint token) => false;

        internal override void OnDone(WorkItem continuation) => ((ExploredTurn)Turn.Current!).Pause(continuation);

        internal override VoidResult GetResult(uint token) => default;

        private protected override void Recycle()
        {
        }
    }
}
