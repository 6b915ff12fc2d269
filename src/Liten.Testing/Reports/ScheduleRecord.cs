using System.Globalization;

namespace Liten.Testing;

/// <summary>Writes down the steps of a schedule that is run again for its report.</summary>
internal sealed class ScheduleRecord
{
    private readonly Dictionary<WorkItem, CallStack> _pauses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<long, CallPlace> _lastPlaces = [];

    public List<RecordedStep> Steps { get; } = [];

    /// <summary>What the test itself has noted, with the steps.</summary>
    public void Note(int step, string text) => Steps.Add(new RecordedStep(step, "note", text, null));

    /// <summary>An operation pauses; its caller is on the stack.</summary>
    public void NotePause(WorkItem call)
    {
        var stack = CallStack.Capture();
        _pauses[call] = stack;
        if (call.Owner is { } owner && stack.Place is { } place)
        {
            _lastPlaces[owner.TaskId] = place;
        }
    }

    public void NoteTurn(int step, ReadyList ready, int chosen)
        => Steps.Add(new RecordedStep(
            step, WhoIs(ready[chosen]), WhatDoes(ready[chosen]), chosen == 0 ? null : WhoIs(ready[0])));

    /// <summary>Time passes.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="early">What could have run, or null if nothing could.</param>
    public void NoteTime(int step, WorkItem? early)
        => Steps.Add(new RecordedStep(
            step, "time", "passes up to the next timer", early is null ? null : WhoIs(early)));

    public void NoteStrike(int step, in FaultTarget target)
        => Steps.Add(new RecordedStep(
            step,
            "fault",
            target.Target is TaskCore task ? $"aborts {Name(task)}" : $"cancels source {target.Number}",
            "none"));

    public void NoteFault(int step, string name)
        => Steps.Add(new RecordedStep(step, "fault", $"\"{name}\" strikes", "none"));

    /// <summary>In which method of a library the code has stopped, or null.</summary>
    public string? ApiOf(WorkItem stopped) => _pauses.GetValueOrDefault(stopped)?.Api;

    /// <summary>Where the task was last seen in its user's code, or null.</summary>
    public CallPlace? LastPlaceOf(TaskCore task) => _lastPlaces.GetValueOrDefault(task.TaskId);

    /// <summary>A task as reports name it.</summary>
    public static string Name(TaskCore task)
        => string.Create(
            CultureInfo.InvariantCulture, $"#{task.TaskId}{(task.TaskName is { } name ? $" {name}" : "")}");

    private static string WhoIs(WorkItem item)
        => (item.Owner ?? CallbackMethod.OwnerOf(item)) is TaskCore task ? Name(task)
            : item is LitenTimer ? "timer"
            : "callback";

    private string WhatDoes(WorkItem item)
    {
        if (_pauses.Remove(item, out CallStack? stack))
        {
            // The compiler may have put a point of the user's own into its caller, so that no call of it is seen.
            string api = stack.Api ?? (item is GoesOn ? "Interleave.Point" : "an operation");
            return $"{api}{(stack.Place is { } place ? $"  {place}" : "")}";
        }

        if (item is TaskCore { State.IsStarted: false } task)
        {
            return $"begins, spawned {SiteOf(task)}";
        }

        return MethodOf(item) is { } method ? $"goes on in {method}" : "goes on";
    }

    public static string SiteOf(TaskCore task)
    {
        TaskInfo info = task.Describe();
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(info.File)}:{info.Line}");
    }

    /// <summary>The method that the item continues, as far as its type tells.</summary>
    private static string? MethodOf(WorkItem item)
    {
        Type type = item is PostedCallback ? CallbackMethod.Of(item).GetType() : item.GetType();
        foreach (Type argument in type.GenericTypeArguments)
        {
            if (argument.Name.StartsWith('<'))
            {
                return CallStack.NameOf(argument, "MoveNext");
            }
        }

        return null;
    }
}
