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
                    .Append(task.ReadWait().Target.Text).Append(place).AppendLine(site);
            }
        }

        return text.ToString().TrimEnd();
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
