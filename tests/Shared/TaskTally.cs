namespace Liten.Proof;

/// <summary>How many tasks there were, and how they ended.</summary>
internal readonly record struct TaskTally(long Spawned, long Completed, long Faulted, long Aborted)
{
    public static TaskTally operator +(TaskTally left, TaskTally right) => new(
        left.Spawned + right.Spawned, left.Completed + right.Completed, left.Faulted + right.Faulted, left.Aborted + right.Aborted);
}
