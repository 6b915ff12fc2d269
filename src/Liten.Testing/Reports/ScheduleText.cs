using System.Globalization;

namespace Liten.Testing;

/// <summary>What has happened in a failed schedule, in words.</summary>
internal static class ScheduleText
{
    public static string Of(ScheduleFailure failure, string? outside, TestScheduler scheduler)
    {
        string waits = WaitTable.Of(scheduler, scheduler.Record);
        string now = scheduler.Clock.Now.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        return failure switch
        {
            ScheduleFailure.Deadlock => $"{DeadlockText(scheduler)} (virtual {now} s).\n{waits}",
            ScheduleFailure.Livelock => $"Code runs, but no task ends and no time passes (virtual {now} s).\n{waits}",
            ScheduleFailure.Leak => $"The body has ended, and these tasks have not:\n{waits}",
            ScheduleFailure.TimeLimit => $"The virtual time has come to {now} s, past MaxTime.\n{waits}",
            ScheduleFailure.UnobservedFault => UnobservedText(scheduler),
            ScheduleFailure.Outside => outside ?? "",
            _ => waits,
        };
    }

    private static string DeadlockText(TestScheduler scheduler)
        => scheduler.Carriers is { } carriers && carriers.Blocked.Count == carriers.Count && scheduler.Ready.Count > 0
            ? $"Code could run, but all threads are blocked (Workers: {carriers.Count})"
            : "Nothing can run, no timer is due";

    private static string UnobservedText(TestScheduler scheduler)
        => string.Join('\n', scheduler.Tasks.FindAll(static task => task.HasFailed).ConvertAll(static task =>
            $"  {ScheduleRecord.Name(task)} has failed, and nobody has awaited it; "
                + $"spawned {ScheduleRecord.SiteOf(task)}"));
}
