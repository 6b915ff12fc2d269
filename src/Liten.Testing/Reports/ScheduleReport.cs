using System.Globalization;
using System.Text;

namespace Liten.Testing;

/// <summary>A failed schedule as people read it.</summary>
internal sealed class ScheduleReport
{
    /// <summary>So many steps before the failure are shown, and those around each deviation (arbitrary).</summary>
    private const int ShownSteps = 12;

    public int Schedule { get; init; }

    public int Schedules { get; init; }

    public string? Remark { get; init; }

    public SchedulePoints Points { get; init; }

    public int Workers { get; init; }

    public int FirstDeviations { get; init; }

    /// <summary>The step at which another choice makes the schedule pass; 0 if none is known.</summary>
    public int CureStep { get; set; }

    /// <summary>The choice that makes it pass, where it fails in the default order.</summary>
    public Deviation? Cure { get; set; }

    private string PointsText
        => Points == SchedulePoints.Operations ? $"{Points}. Workers: {Workers}" : $"{Points}";

    public ScheduleFailedException ToException(ScheduleOutcome outcome, ReplayString? replay, ScheduleRecord? record)
    {
        var text = new StringBuilder();
        AppendHead(text, outcome, replay);
        if (outcome.Exception is { } exception)
        {
            text.Append(exception.GetType().Name).Append(": ").AppendLine(exception.Message.TrimEnd());
            if (CallPlace.OfException(exception) is { } place)
            {
                text.Append("  at ").AppendLine(place.ToString());
            }
        }

        if (outcome.Text.Length > 0)
        {
            text.AppendLine(outcome.Text);
        }

        AppendSteps(text, record);
        AppendCure(text, record);
        string line = replay?.ToLine() ?? "";
        text.AppendLine(replay is null
            ? "Not replayable: Outside is OutsideRule.Allow."
            : $"Points: {PointsText}. Replay: Explore.Replay(\"{line}\", ..), [Replay(\"{line}\")] or LITEN_REPLAY={line}");
        return new ScheduleFailedException(text.ToString(), outcome.Failure!.Value, line, Schedule, outcome.Exception);
    }

    public static ScheduleFailedException NotDeterministic(
        ScheduleOutcome outcome, ScheduleOutcome second, ScheduleRecord first, ScheduleRecord other, int schedule)
    {
        int step = 0;
        int shared = Math.Min(first.Steps.Count, other.Steps.Count);
        while (step < shared && first.Steps[step] == other.Steps[step])
        {
            step++;
        }

        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            Schedule {schedule} is not repeatable. With the same choices it had
              first   {outcome.Steps} steps, hash {outcome.Hash:x8}, {Name(outcome)}
              then    {second.Steps} steps, hash {second.Hash:x8}, {Name(second)}
            The body depends on something that no schedule controls: static state that it changes, the real clock,
            Random.Shared, Guid.NewGuid, the order of a hash table of objects, another thread.
            """);
        if (step < shared)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Two further runs differ at step {first.Steps[step].Step}:");
            text.Append("  first   ").Append(first.Steps[step].Who).Append(' ').AppendLine(first.Steps[step].What);
            text.Append("  then    ").Append(other.Steps[step].Who).Append(' ').AppendLine(other.Steps[step].What);
        }

        return new ScheduleFailedException(
            text.ToString(), ScheduleFailure.NotDeterministic, "", schedule, outcome.Exception ?? second.Exception);
    }

    private void AppendHead(StringBuilder text, ScheduleOutcome outcome, ReplayString? replay)
    {
        if (Remark is not null)
        {
            text.AppendLine(Remark);
        }

        text.Append(CultureInfo.InvariantCulture, $"{Name(outcome)} in schedule {Schedule} of {Schedules:N0}.");
        if (replay is not null)
        {
            text.Append(" Shrunk from ").Append(Count(FirstDeviations))
                .Append(" to ").Append(Count(replay.Deviations.Count)).Append('.');
        }

        text.AppendLine();
    }

    private static string Name(ScheduleOutcome outcome) => outcome.Failure switch
    {
        null => "passed",
        ScheduleFailure.UnobservedFault => "Unobserved fault",
        ScheduleFailure.TimeLimit => "Time limit",
        ScheduleFailure.NotDeterministic => "Not deterministic",
        _ => outcome.Failure.ToString()!,
    };

    private static string Count(int deviations) => deviations switch
    {
        0 => "the default order",
        1 => "1 deviation",
        _ => $"{deviations} deviations",
    };

    private static void AppendSteps(StringBuilder text, ScheduleRecord? record)
    {
        if (record is null)
        {
            return;
        }

        List<RecordedStep> steps = record.Steps;
        for (int i = 0; i < steps.Count; i++)
        {
            if (i >= steps.Count - ShownSteps || IsNearDeviation(steps, i))
            {
                RecordedStep step = steps[i];
                string instead = step.InsteadOf is null or "none" ? "" : $" runs instead of {step.InsteadOf}:";
                char mark = step.InsteadOf is null ? ' ' : '▶';
                text.AppendLine(
                    CultureInfo.InvariantCulture, $"{mark} {step.Step,-4}{step.Who}{instead} {step.What}");
            }
        }
    }

    private static bool IsNearDeviation(List<RecordedStep> steps, int index)
    {
        for (int i = Math.Max(0, index - 1); i <= Math.Min(steps.Count - 1, index + 1); i++)
        {
            if (steps[i].InsteadOf is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void AppendCure(StringBuilder text, ScheduleRecord? record)
    {
        if (CureStep == 0)
        {
            return;
        }

        string? other = record?.Steps.Find(step => step.Step == CureStep && step.InsteadOf is not null)?.InsteadOf;
        text.AppendLine(Cure is { } cure
            ? $"It fails in the default order, and passes with {cure}."
            : other is null or "none"
                ? $"It passes without the fault at step {CureStep}."
                : $"It passes when step {CureStep} goes to {other}.");
    }
}
