using System.Text;

namespace Liten.Testing;

/// <summary>The living tasks of a schedule and what each waits for.</summary>
internal static class WaitTable
{
    public static string Of(TestScheduler scheduler, ScheduleRecord? record)
    {
        var text = new StringBuilder();
        foreach (TaskCore task in scheduler.Tasks)
        {
            if (!task.HasEnded)
            {
                string place = record?.LastPlaceOf(task) is { } last ? $"  {last}" : "";
                string site = task.Describe().Line > 0 ? $", spawned {ScheduleRecord.SiteOf(task)}" : "";
                text.Append("  ").Append(ScheduleRecord.Name(task)).Append("  waits for ")
                    .Append(BlockOf(task, scheduler, record) ?? task.ReadWait().Target.Text).Append(place).AppendLine(site);
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>In what the task's code blocks a thread; null if it does not.</summary>
    private static string? BlockOf(TaskCore task, TestScheduler scheduler, ScheduleRecord? record)
    {
        foreach (Carrier carrier in scheduler.Carriers?.Blocked ?? [])
        {
            if (ReferenceEquals(carrier.GoesOn.Code, task))
            {
                return $"{record?.ApiOf(carrier.GoesOn) ?? "a wait of .NET's"}, which blocks a thread";
            }
        }

        return null;
    }

    /// <summary>What the first task waits for that knows no Liten; null if there is none such.</summary>
    public static object? FindForeign(TestScheduler scheduler)
    {
        object? found = null;
        foreach (TaskCore task in scheduler.Tasks)
        {
            if (!task.HasEnded && task.ReadWait() is { Target.Kind: WaitKind.Foreign, Use: { } awaited })
            {
                found = found is null || ForeignCause.IsOutside(awaited) ? awaited : found;
            }
        }

        return found;
    }

    /// <summary>
    /// Whether a task waits for nothing although nothing can run: another thread has ended its wait and is about to
    /// bring it back.
    /// </summary>
    public static bool IsAnyOnItsWay(TestScheduler scheduler)
        => scheduler.Tasks.Exists(static task => !task.HasEnded && task.ReadWait().Target.Kind == WaitKind.Running);
}
