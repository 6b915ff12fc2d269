using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>A thread of a runtime that runs tasks, in a core file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">The system's number of it.</param>
/// <param name="Owner">The task whose turn it is in; null if it is idle.</param>
/// <param name="IsRunning">Whether it is in a turn.</param>
internal sealed record CoreThread(string Name, long Id, ClrObject Owner, bool IsRunning)
{
    /// <summary>In place of the steps left, between two turns: <c>Turn.OutOfTurn</c>.</summary>
    private const int OutOfTurn = int.MinValue;

    public static IEnumerable<CoreThread> Of(ClrObject scheduler)
    {
        if (scheduler.Reference("_workers") is not { IsNull: false } workers)
        {
            // A current-thread runtime.
            return [Read(NameIn(scheduler, "_thread"), scheduler.Reference("_turn"))];
        }

        ClrArray array = workers.AsArray();
        return Enumerable.Range(0, array.Length).Select(i => array.GetObjectValue(i))
            .Select(static worker => Read(NameIn(worker, CoreFields.Of("Thread")), worker.Reference("_ownTurn")));
    }

    /// <summary>What it runs; null if it is idle.</summary>
    public string? Describe() => !IsRunning ? null
        : Owner.Is("TaskCore") ? $"runs {CoreTask.Describe(Owner)}" : "runs code of no task";

    private static CoreThread Read(string name, ClrObject turn) => new(
        name,
        turn.Held("_thread").Number<long>(CoreFields.Of("Id")),
        turn.Reference(CoreFields.Of("Owner")),
        !turn.IsNull && turn.Number<int>("_stepsLeft") != OutOfTurn);

    private static string NameIn(ClrObject of, string field)
        => of.Struct(field).Text(CoreFields.Of("Name")) ?? "?";
}
