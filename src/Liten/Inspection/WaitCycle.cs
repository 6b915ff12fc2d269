using System.Text;

namespace Liten;

/// <summary>Tasks that wait for each other in a circle: a deadlock, unless a token ends one of the waits.</summary>
/// <remarks>
/// A mutex counts as held by the task that has locked it; code that hands its guard on to another task may release the
/// lock from there, and then no deadlock was found. Immutable; keeps nothing alive.
/// </remarks>
public sealed class WaitCycle
{
    internal WaitCycle(IReadOnlyList<TaskSnapshot> tasks, bool hasToken, int behind)
    {
        Tasks = tasks;
        HasToken = hasToken;
        TasksBehind = behind;
    }

    /// <summary>
    /// The tasks. Each waits for something that the next one has to do, and the last one for the first.
    /// </summary>
    public IReadOnlyList<TaskSnapshot> Tasks { get; }

    /// <summary>Whether a cancellation token could end one of the waits, such as that of a time limit.</summary>
    public bool HasToken { get; }

    /// <summary>How many further tasks can only go on when one of these does.</summary>
    public int TasksBehind { get; }

    /// <summary>The chain, with the stack of each task.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Tasks.Count == 1 ? "1 task waits for itself" : $"{Tasks.Count} tasks wait for each other");
        text.Append(TasksBehind == 0 ? "" : $", and {TasksBehind} more for them");
        text.Append(HasToken ? "; a cancellation token could end it" : "").Append(':');
        foreach (TaskSnapshot task in Tasks)
        {
            text.AppendLine();
            task.AppendTo(text, withStack: true);
        }

        return text.ToString();
    }
}
