using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>What a call waits for, in a core file.</summary>
/// <param name="Subject">The primitive, the task, or the wait itself where nothing stands behind it.</param>
/// <param name="Holder">The task on which it depends that the wait ends; null where that may be anybody.</param>
internal sealed record CoreWait(ClrObject Subject, ClrObject Holder)
{
    /// <summary>Null where nothing waits.</summary>
    public static CoreWait? Read(ClrObject wait)
    {
        if (wait.IsNull)
        {
            return null;
        }

        ClrObject holder = wait.Reference("_holder");
        ClrObject subject = holder.IsNull ? wait : holder;
        return new CoreWait(subject, HolderOf(subject));
    }

    /// <summary>The words of a live process's dump.</summary>
    public WaitTarget Describe()
    {
        if (Subject.Is("TaskCore"))
        {
            TaskInfo joined = CoreTask.Describe(Subject);
            return new WaitTarget(WaitKind.Task, $"the end of {joined}", joined.Id) { Subject = "the end of a task" };
        }

        if (Subject.Is("SleepWait"))
        {
            return new WaitTarget(WaitKind.Time, "a sleep");
        }

        var target = CorePrimitive.Describe(Subject);
        return Holder.IsNull ? target : target.HeldBy(CoreTask.Describe(Holder));
    }

    private static ClrObject HolderOf(ClrObject subject) =>
        subject.Is("TaskCore") ? subject
        : subject.Is("MutexCore") ? subject.Reference("_holder")
        : subject.Is("AsyncLazy") ? subject.Reference("_attempt").Reference("_task")
        : default;
}
