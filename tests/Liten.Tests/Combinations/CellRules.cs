namespace Liten.Tests.Combinations;

/// <summary>Which combinations are left out, and why.</summary>
internal static class CellRules
{
    private static readonly (string Reason, Func<LifeCell, bool> LeavesOut)[] s_rules =
    [
        ("nobody aborts, so who does makes no difference",
            static cell => cell.Aborted == AbortTime.Never && cell.By != Aborter.ForeignThread),
        ("a blocking job awaits nothing",
            static cell => cell.Body == BodyKind.BlockingJob && cell.Throws is ThrowPlace.AfterLitenAwait or ThrowPlace.AfterForeignAwait),
        ("a task can abort itself only while its code runs",
            static cell => cell.By == Aborter.Itself && cell.AbortPhase is not (Phase.FirstTurn or Phase.BetweenAwaits)),
        ("the only thread for tasks is busy with this one, so no other can abort it",
            static cell => cell is { By: Aborter.AnotherTask, Scheduler: SchedulerKind.OneWorker or SchedulerKind.CurrentThread, AbortPhase: Phase.FirstTurn or Phase.BetweenAwaits }
                && cell.Body != BodyKind.BlockingJob),
        ("the one foreign wait cannot both honour the token and ignore it",
            static cell => cell.ForeignWaitHonoursToken && (cell.Aborted is AbortTime.ForeignWait or AbortTime.ForeignWaitTwice || cell.Shutdown == ShutdownTime.ForeignWait)),
        ("the task's life never comes to where it is to be aborted",
            static cell => cell.AbortPhase is { } phase && !Life.Of(cell).Path.Contains(phase)),
        ("the task's life never comes to where the runtime is to shut down",
            static cell => cell.ShutdownPhase is { } phase && !Life.Of(cell).Path.Contains(phase)),
        ("who aborts is combined with everything but a shutdown before the task's end: tasks of a closed runtime cannot abort",
            static cell => cell.By != Aborter.ForeignThread && cell.Shutdown != ShutdownTime.AfterItsEnd),
    ];

    /// <summary>Why the cell is left out, or null if it is to be run.</summary>
    public static string? ReasonToLeaveOut(LifeCell cell)
    {
        foreach ((string reason, Func<LifeCell, bool> leavesOut) in s_rules)
        {
            if (leavesOut(cell))
            {
                return reason;
            }
        }

        return null;
    }
}
