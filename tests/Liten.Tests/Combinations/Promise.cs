namespace Liten.Tests.Combinations;

/// <summary>What the design promises of a cell. Sentences in quotes are the design's.</summary>
internal static class Promise
{
    /// <summary>The outcomes that the promises allow: one, unless they leave a choice.</summary>
    /// <remarks>
    /// They leave it open how an aborted task ends that throws a cancellation of its own; what
    /// a joiner sees which the same shutdown aborts; whether an abandoned async Task method goes on outside of its runtime.
    /// </remarks>
    public static IReadOnlyList<Outcome> Of(LifeCell cell)
    {
        Life life = Life.Of(cell);

        // A refused spawn is none for the hooks. One that is given up never ends, for the hooks and for the metrics.
        bool isRefused = cell.Shutdown == ShutdownTime.BeforeSpawn;
        return
        [
            .. from ending in life.Endings
               from first in FirstSights(cell, ending)
               from second in cell.Joined == JoinKind.TwoAwaiters ? FirstSights(cell, ending) : [Sight.None]
               from unwound in Unwound(cell, life)
               select new Outcome(
                   ending, life.Begins ? 1 : 0, unwound, life.KnowsOfAbort, first, second,
                   Unhandled(ending, first, second), isRefused ? 0 : 1, isRefused || life.IsAbandoned ? 0 : 1, life.IsAbandoned ? 1 : 0, life.IsAbandoned ? 1 : 0, ""),
        ];
    }

    private static IEnumerable<Sight> FirstSights(LifeCell cell, Ending ending)
    {
        if (cell.Joined == JoinKind.Dropped)
        {
            return [Sight.None];
        }

        IEnumerable<Sight> ofTheTask = SightsOf(cell, ending);
        if (!cell.IsJoinedByItsOwnRuntime || cell.Shutdown == ShutdownTime.AfterItsEnd)
        {
            return ofTheTask;
        }

        return cell.Shutdown switch
        {
            ShutdownTime.BeforeSpawn => [Sight.JoinerNeverBegan],

            // Everything that runs tasks is occupied, so the joiner is queued too: "queued ones are aborted without starting".
            ShutdownTime.Queued when cell.Body != BodyKind.BlockingJob => [Sight.JoinerNeverBegan],
            ShutdownTime.FirstTurn when cell.Body != BodyKind.BlockingJob => cell.Scheduler is SchedulerKind.OneWorker or SchedulerKind.CurrentThread
                ? [Sight.JoinerNeverBegan]
                : [.. ofTheTask, Sight.JoinerAborted, Sight.JoinerNeverBegan],

            // "waiting tasks are aborted and unwound", in no promised order: the joiner may see its own abort or the task's end.
            _ => [.. ofTheTask, Sight.JoinerAborted],
        };
    }

    private static IEnumerable<Sight> SightsOf(LifeCell cell, Ending ending) => (ending, cell.Joined) switch
    {
        (Ending.Success, _) => [Sight.Result],

        // As an async Task method: a cancellation that it throws makes its Task a cancelled one.
        (Ending.Cancel, JoinKind.AsTask) => [Sight.CanceledTask],

        // "The exception goes to whoever awaits the handle"
        (Ending.Fault or Ending.Cancel, _) => [Sight.Exception],

        // "An aborted task becomes a cancelled one", says AsTask.
        (_, JoinKind.AsTask) => [Sight.CanceledTask],
        _ => [Sight.TaskAborted],
    };

    /// <summary>"One that nobody ever observes reaches OnUnhandledException once"</summary>
    private static int Unhandled(Ending ending, Sight first, Sight second)
    {
        bool observed = first is Sight.Exception or Sight.CanceledTask || second is Sight.Exception;
        return ending == Ending.Fault && !observed ? 1 : 0;
    }

    /// <summary>How often the finally block has run when everything is over.</summary>
    private static IEnumerable<int> Unwound(LifeCell cell, Life life)
    {
        // The wait of an abandoned task ends after its runtime. .NET then posts the rest of an async Task method without a sign of
        // whose it is, and "one that belongs to none runs on the ThreadPool" (decision 0006).
        return life.IsAbandoned && cell.Body == BodyKind.Task ? [0, 1] : [life.Unwinds ? 1 : 0];
    }
}
