namespace Liten;

/// <summary>A thread outside of the runtime that blocks until a task has ended.</summary>
internal sealed class ThreadJoin : WorkItem
{
    public Parker Parker { get; } = new();

    /// <summary>Blocks the calling thread until the task has ended.</summary>
    public void Wait(JoinHandle task)
    {
        task.OnDone(this);
        while (!task.IsCompleted)
        {
            Parker.Park();
        }
    }

    /// <summary>Runs on the completer's stack.</summary>
    internal override void Wake() => Parker.Unpark();

    internal override WorkItem? Run() => null;
}
